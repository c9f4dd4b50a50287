"""The `secrets` section: secrets without their values, and their rotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """`function` is a name in the section `functions`; `schedule`, where there is one, goes before `days`."""

    pointer: SpecPath
    function: str | None
    alias: Literal["blue", "green"] | None
    days: int
    schedule: str | None
    window_hours: int | None
    immediately: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    pointer: SpecPath
    name: str
    description: str
    kind: Literal["generic", "database"]
    rotation: Rotation
