"""The `waivers` section: findings and controls that do not hold in this environment."""

from __future__ import annotations

from dataclasses import dataclass

from generator.diagnostics.spec_path import SpecPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """`expires` is the last day on which it holds, as YYYY-MM-DD: days in that form compare as texts do."""

    pointer: SpecPath
    name: str
    finding: str | None
    control: str | None
    path: str | None
    address: str | None
    reason: str
    expires: str

    def holds_on(self, day: str) -> bool:
        return day <= self.expires
