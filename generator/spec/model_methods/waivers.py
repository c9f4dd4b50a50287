"""Methods of the classes of the `waivers` section."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.spec.model.waivers import Waiver


def is_active_on(waiver: Waiver, day: str) -> bool:
    """Return whether the waiver covers a day, given as YYYY-MM-DD: days in that form compare as texts do."""
    return day <= waiver.expires
