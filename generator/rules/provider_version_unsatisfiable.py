"""Terraform refuses a constraint that it cannot read, or that no version meets; an older provider refuses the stack."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.provider import NEEDED, TESTED_BELOW
from generator.aws.version_constraints import allowed_range, malformed_part, version_text
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment

CODE = "PRV080"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "the constraint of the AWS provider is met by no version that this stack can use"
SOURCE = "Terraform language, Version Constraints; generator/aws/provider.py"

EXAMPLE = f"'>= {version_text(NEEDED)}, < {version_text(TESTED_BELOW)}'"


def check(env: Environment) -> Iterator[Finding]:
    constraint, at = env.provider_version, SpecPath(("providerVersion",))
    part = malformed_part(constraint)
    if part is not None:
        yield Finding(CODE, at, f"{part!r} is no constraint of a version: write one such as {EXAMPLE}")
        return
    low, high = allowed_range(constraint)
    if low >= high:
        yield Finding(CODE, at, f"no version meets all of {constraint!r}: write one such as {EXAMPLE}")
    elif high <= NEEDED:
        message = f"{constraint!r} allows no version from {version_text(NEEDED)} on, which the stack needs"
        yield Finding(CODE, at, f"{message}: write {EXAMPLE}")
    elif low >= TESTED_BELOW:
        message = f"the stack is made for versions below {version_text(TESTED_BELOW)}, and {constraint!r} allows none"
        yield Finding(CODE, at, f"{message}: write {EXAMPLE}", level="warning")
