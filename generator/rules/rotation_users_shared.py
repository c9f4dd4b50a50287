"""The rotation that is shipped writes logins of the application's two users, into whatever secret it is given."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SEC011"
LEVEL = "error"
SUMMARY = "the shipped rotation is given a secret that is not for it"
SOURCE = "lambda_src/credential_rotation/users.py"

SHIPPED = "credential_rotation"


def check(env: Environment) -> Iterator[Finding]:
    shipped = {function.name for function in env.functions if function.source_folder() == SHIPPED}
    first = None
    for secret in env.secrets:
        if secret.rotation.function not in shipped:
            continue
        at = secret.rotation.pointer / "function"
        if secret.kind != "database":
            message = f"{secret.rotation.function!r} would overwrite {secret.name!r} with a login to the database"
            yield Finding(CODE, at, f"{message}: name another function, or null")
        elif first is not None:
            message = f"{first!r} has the same two users, each rotation would lock the other's out: keep one of them"
            yield Finding(CODE, at, message)
        else:
            first = secret.name
