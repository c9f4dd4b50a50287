"""The `parameters` section: configuration values in SSM Parameter Store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """`value` is None where a SecureString gets its value outside the spec."""

    pointer: SpecPath
    name: str
    type: Literal["String", "StringList", "SecureString"]
    format: Literal["text", "json"]
    value: str | None
    owner: Literal["spec", "external"]
    tier: Literal["Standard", "Advanced", "Intelligent-Tiering"]
    description: str | None
    allowed_pattern: str | None
