"""Functions reach AWS through endpoints only: what they are granted is of no use where its endpoint is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.planning.missing_endpoints import PRIVATE_API, EndpointUse, missing_endpoints
from generator.spec.model import Environment

CODE = "NET006"
LEVEL = "error"
SUMMARY = "a function is granted what it cannot reach"
SOURCE = "generator/planning/missing_endpoints.py"

# So many users are named.
MAX_USERS = 2
AT = SpecPath(("network", "interfaceEndpoints"))


def check(env: Environment) -> Iterator[Finding]:
    uses = missing_endpoints(env)
    services = dict.fromkeys(use.service for use in uses)
    if set(services) - {PRIVATE_API}:
        # One list lacks them all: that is one thing to mend.
        first = next(use for use in uses if use.service != PRIVATE_API)
        missing = ", ".join(_needed(service, uses) for service in services)
        message = (
            f"these endpoints are missing: {missing}" if len(services) > 1 else f"the endpoint {missing} is missing"
        )
        yield Finding(
            CODE,
            first.pointer,
            f"{message}: add {_them(services)} to 'network.interfaceEndpoints'",
            fallback_pointer=AT,
        )


def _needed(service: str, uses: Sequence[EndpointUse]) -> str:
    users = list(dict.fromkeys(use.user for use in uses if use.service == service))
    shown = [*users[:MAX_USERS], f"{len(users) - MAX_USERS} more"] if len(users) > MAX_USERS + 1 else users
    return f"{service!r} (for {' and '.join([', '.join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)})"


def _them(services: Mapping[str, None]) -> str:
    return "it" if len(services) == 1 else "them"
