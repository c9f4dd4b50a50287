"""Every bucket's name ends with the environment's suffix, and S3 reserves some endings."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "S3B007"
LEVEL = "error"
SUMMARY = "S3 reserves the end of the buckets' names"
SOURCE = "S3 user guide, General purpose bucket naming rules"

# The others begin with two hyphens or a dot, which no suffix holds.
RESERVED = ("-s3alias",)


def check(env: Environment) -> Iterator[Finding]:
    for reserved in RESERVED:
        if env.buckets and f"-{env.environment_suffix}".endswith(reserved):
            message = f"S3 refuses bucket names that end with {reserved!r}: choose another environmentSuffix"
            yield Finding(CODE, env.pointer / "environmentSuffix", message)
