"""Some tags are set by the platform, so that they can be trusted: a value in the spec is dropped."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment

CODE = "NAM080"
LEVEL = "warning"
SUMMARY = "a tag is overwritten by the platform"
SOURCE = "generator/builders/provider.py"


def check(env: Environment) -> Iterator[Finding]:
    own = {"Environment": env.environment_suffix, "ManagedBy": "payinfra"}
    for key in env.tags:
        if key in own:
            message = f"the platform sets the tag {key!r} to {own[key]!r}, whatever is written here: take it out"
            yield Finding(CODE, SpecPath(("tags", key)), message)
