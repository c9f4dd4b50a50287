"""A rotation function without rights on its secret, or without the database, fails in the middle of the apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.grants import MASTER_SECRET
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.functions import Function
from generator.spec.model.secrets import Secret

CODE = "SEC006"
LEVEL = "error"
SUMMARY = "a rotation function may not do what rotation needs"
SOURCE = "Secrets Manager user guide, Permissions for rotation; alternating users need a superuser"


def check(env: Environment) -> Iterator[Finding]:
    functions = {function.name: function for function in env.functions}
    for secret in env.secrets:
        function = functions.get(secret.rotation.function or "")
        if function is not None:
            yield from _missing(secret, function)


def _missing(secret: Secret, function: Function) -> Iterator[Finding]:
    verbs = {grant.name: grant.access for grant in function.grants.secrets}
    at = secret.rotation.pointer / "function"
    if "rotate" not in verbs.get(secret.name, ()):
        message = f"{function.name!r} may not rotate {secret.name!r}: grant it the secret with access [rotate]"
        yield Finding(CODE, at, message)
    if secret.kind != "database":
        return
    if "read" not in verbs.get(MASTER_SECRET, ()):
        message = (
            f"{function.name!r} changes users of the database: grant it the secret {MASTER_SECRET!r} with access [read]"
        )
        yield Finding(CODE, at, message)
    if not function.database:
        yield Finding(CODE, at, f"{function.name!r} must reach the database: set 'database: true' on it")
