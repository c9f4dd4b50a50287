"""A region that this tool does not know may be a slip, and its zones cannot be checked."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.zones import ZONES
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import did_you_mean
from generator.spec.model import Environment

CODE = "NET004"
LEVEL = "warning"
SUMMARY = "the region is not known"
SOURCE = "generator/aws/zones.py"


def check(env: Environment) -> Iterator[Finding]:
    if env.aws_region not in ZONES:
        hint = did_you_mean(env.aws_region, ZONES) or ": its zones can't be checked"
        message = f"the region {env.aws_region!r} is not known{hint}"
        yield Finding(CODE, SpecPath(("awsRegion",)), message)
