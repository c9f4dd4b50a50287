"""While blue and green run side by side they share a database: a change that blue does not survive breaks it at once.

Expand, use, contract: one release adds, the next uses, and only the one after takes away what nobody needs any more.
See docs/runbooks/release.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.alias_versions import promoted_functions
from generator.planning.schema_changes import contracting_statements
from generator.spec.model import Environment

CODE = "REL006"
LEVEL = "warning"
SUMMARY = "a migration takes away what the stable version may use"
SOURCE = "docs/runbooks/release.md; PostgreSQL manual, ALTER TABLE"


def check(env: Environment) -> Iterator[Finding]:
    promoted = promoted_functions(env)
    users = [function.name for function in env.functions if function.database and function.name in promoted]
    for function in env.functions if users else ():
        if not (function.run_on_deploy and function.database):
            continue
        for change in contracting_statements(function):
            message = (
                f"{change.file}:{change.line} runs before {', '.join(users)} is promoted: {change.statement!r} takes "
                "away what blue may use. Release without it first, or write '-- contract: why blue survives' above it"
            )
            yield Finding(CODE, function.pointer / "runOnDeploy", message)
