"""AWS appends a hyphen and six characters to the ARN of a secret: a name that ends so is taken for an ARN in part."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.naming import Naming
from generator.spec.model import Environment

CODE = "SEC012"
LEVEL = "warning"
SUMMARY = "the name of a secret ends like an ARN"
SOURCE = "Secrets Manager API reference, CreateSecret, Name"

RANDOM_CHARACTERS = 6


def check(env: Environment) -> Iterator[Finding]:
    last = env.environment_suffix.rpartition("-")[2]
    if env.secrets and len(last) == RANDOM_CHARACTERS:
        name = Naming(env.environment_suffix).name("secret", env.secrets[0].name)
        message = (
            f"{name!r} ends like the ARN of a secret, so that who looks it up by a part of its ARN finds nothing: "
            f"choose a suffix that does not end in {RANDOM_CHARACTERS} characters"
        )
        yield Finding(CODE, env.pointer / "environmentSuffix", message)
