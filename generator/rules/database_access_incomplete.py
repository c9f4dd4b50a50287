"""A function that may log in but has no endpoint, or has an endpoint but may not log in, fails at its first query."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.grants import MASTER_SECRET
from generator.diagnostics.findings import Finding, Level
from generator.spec.model import Environment
from generator.spec.model.functions import Grant

CODE = "FUN006"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "a function has half of what it needs for the database"
SOURCE = "generator/builders/functions/environment_variables.py"


def check(env: Environment) -> Iterator[Finding]:
    logins = {MASTER_SECRET, *(secret.name for secret in env.secrets if secret.kind == "database")}
    for function in env.functions:
        secrets: list[Grant] = [grant for grant in function.grants.secrets if grant.name in logins]
        users: list[Grant] = [*function.grants.database_users]
        if not function.database:
            for grant in (*users, *secrets):
                level: Level = "error" if grant in users else "warning"
                message = f"{function.name!r} may log in but is not told where: set 'database: true', or drop the grant"
                yield Finding(CODE, grant.pointer / "name", message, level=level)
        elif not secrets and not users:
            message = (
                f"{function.name!r} may not log in: grant a secret of kind 'database' or a user, or drop 'database'"
            )
            yield Finding(CODE, function.pointer / "database", message, level="warning")
