"""A backend without its bucket or organization is found out at `terraform init` only, after the review."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "STA001"
LEVEL = "error"
SUMMARY = "the state backend lacks its bucket or organization"
SOURCE = "Terraform language, backends s3 and cloud"


def check(env: Environment) -> Iterator[Finding]:
    state = env.state
    if state.backend == "s3" and state.bucket is None:
        yield Finding(
            CODE, state.pointer / "backend", "backend 's3' needs 'bucket': name the bucket that holds the state"
        )
    if state.backend == "cloud" and state.organization is None:
        yield Finding(
            CODE, state.pointer / "backend", "backend 'cloud' needs 'organization': name yours in HCP Terraform"
        )
