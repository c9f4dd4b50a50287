"""A private API is reached through an endpoint only: without one nobody can call it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.missing_endpoints import PRIVATE_API, missing_endpoints
from generator.rules.endpoint_missing import AT
from generator.spec.model import Environment

CODE = "NET007"
LEVEL = "error"
SUMMARY = "a private API has no endpoint"
SOURCE = "API Gateway developer guide, Private REST APIs"


def check(env: Environment) -> Iterator[Finding]:
    uses = missing_endpoints(env)
    # Where the list lacks others, too, NET006 names this one with them.
    if uses and all(use.service == PRIVATE_API for use in uses):
        message = "a private API is called through an endpoint: add 'execute-api' to 'network.interfaceEndpoints'"
        yield Finding(CODE, uses[0].pointer, f"{message}, or name yours in 'vpcEndpointIds'", fallback_pointer=AT)
