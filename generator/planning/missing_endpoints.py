"""Find the interface endpoints that an environment needs and does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment

PRIVATE_API = "execute-api"
# The endpoint of each kind of grant. Tables and buckets have gateway endpoints, which are always there.
GRANT_ENDPOINTS = {"secrets": "secretsmanager", "topics": "sns", "parameters": "ssm", "functions": "lambda"}


@dataclass(frozen=True, slots=True)
class EndpointUse:
    """A need of an endpoint: which one, who needs it for what, and where the spec says so."""

    service: str
    user: str
    purpose: str
    pointer: SpecPath


def missing_endpoints(env: Environment) -> list[EndpointUse]:
    """Return every need of an endpoint that the network does not have."""
    known = env.network.reachable_services()
    return [use for use in _uses(env) if use.service not in known]


def _uses(env: Environment) -> Iterator[EndpointUse]:
    api = env.api
    if api.endpoint_type == "PRIVATE" and not api.vpc_endpoint_ids:
        yield EndpointUse(PRIVATE_API, "the private API", "its callers", api.pointer / "endpointType")
    for function in env.functions:
        for kind, grants in function.grants.by_kind().items():
            if grants and kind in GRANT_ENDPOINTS:
                yield EndpointUse(GRANT_ENDPOINTS[kind], repr(function.name), kind, function.grants.pointer / kind)
