"""The `encryption` section: the customer-managed keys."""

from __future__ import annotations

from dataclasses import dataclass

from generator.diagnostics.spec_path import SpecPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """Both in days."""

    pointer: SpecPath
    rotation_days: int
    deletion_window_days: int
