"""A destroy in the wrong folder, or a change that replaces the cluster, takes payments that nobody can bring back."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "PRO060"
LEVEL = "warning"
SUMMARY = "nothing in production refuses to be destroyed"
SOURCE = "Aurora user guide, Deleting Aurora DB clusters and DB instances"


def check(env: Environment) -> Iterator[Finding]:
    protection = env.protection
    wanted = {
        "deletion": protection.deletion or env.database.is_protected(protection),
        "finalSnapshot": env.database.keeps_snapshot(protection),
        "bucketContents": protection.bucket_contents,
    }
    missing = [key for key, is_on in wanted.items() if not is_on]
    if env.production and missing:
        keys = ", ".join(f"'{key}: true'" for key in missing)
        message = f"a destroy takes the data of production with it: set {keys} once customers depend on it"
        yield Finding(CODE, protection.pointer, message)
