"""SSM parameters."""

from __future__ import annotations

from dataclasses import dataclass

from generator.refs import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterExports:
    name: str
    arn: Arn
