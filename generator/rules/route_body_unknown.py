"""A route's body model must exist, and its method must be one with a body."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, unknown_name
from generator.spec.model import Environment

CODE = "API006"
LEVEL = "error"
SUMMARY = "a route names a body model that does not exist, or has no body"
SOURCE = "API Gateway API reference, PutMethod; RFC 9110, 9.3"

WITHOUT_BODY = ("GET", "HEAD", "DELETE")


def check(env: Environment) -> Iterator[Finding]:
    known = [model.name for model in env.api.models]
    for route in env.api.routes:
        if route.body is None:
            continue
        if route.body not in known:
            problem = f"there is no model {route.body!r} for route {route.name!r}"
            yield unknown_name(CODE, route.pointer / "body", problem, route.body, known, ": add it to 'api.models'")
        if route.method in WITHOUT_BODY:
            message = f"a {route.method} request has no body to check: drop 'body', or change the method"
            yield Finding(CODE, route.pointer / "body", message)
