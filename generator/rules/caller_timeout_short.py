"""A caller that is stopped before the callee has answered fails, while the callee goes on and books."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN019"
LEVEL = "warning"
SUMMARY = "a function may be stopped before the one that it calls"
SOURCE = "AWS Lambda developer guide, Configure Lambda function timeout"


def check(env: Environment) -> Iterator[Finding]:
    timeouts = {function.name: function.timeout_seconds for function in env.functions}
    for function in env.functions:
        for grant in function.grants.functions:
            callee = timeouts.get(grant.name, 0)
            if callee > function.timeout_seconds:
                message = (
                    f"{function.name!r} is stopped after {function.timeout_seconds} s, {grant.name!r} may take "
                    f"{callee} s: raise the one, lower the other, or do not wait for the answer"
                )
                yield Finding(CODE, grant.pointer / "name", message)
