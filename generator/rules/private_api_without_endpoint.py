"""A private API is reached through an endpoint only: without one nobody can call it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET007"
LEVEL = "error"
SUMMARY = "a private API has no endpoint"
SOURCE = "API Gateway developer guide, Private REST APIs"


def check(env: Environment) -> Iterator[Finding]:
    api = env.api
    if api.endpoint_type != "PRIVATE" or api.vpc_endpoint_ids:
        return
    if "execute-api" not in env.network.reachable_services():
        message = "a private API is called through an endpoint: add 'execute-api' to 'network.interfaceEndpoints'"
        yield Finding(CODE, api.pointer / "endpointType", f"{message}, or name yours in 'vpcEndpointIds'")
