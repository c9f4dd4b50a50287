"""Functions reach AWS through endpoints only: what they are granted is of no use where its endpoint is missing."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET006"
LEVEL = "error"
SUMMARY = "a function is granted what it cannot reach"
SOURCE = "generator/builders/network/security_groups.py"

# The endpoint of each kind of grant. Tables and buckets have gateway endpoints, which are always there.
NEEDED = {"secrets": "secretsmanager", "topics": "sns", "parameters": "ssm", "functions": "lambda"}


def check(env: Environment) -> Iterator[Finding]:
    known = env.network.reachable_services()
    for function in env.functions:
        for kind, grants in function.grants.by_kind().items():
            service = NEEDED.get(kind)
            if grants and service is not None and service not in known:
                message = f"{function.name!r} reaches {kind} through the endpoint {service!r}"
                cure = "add it to 'network.interfaceEndpoints'"
                yield Finding(CODE, function.grants.pointer / kind, f"{message}, which is missing: {cure}")
