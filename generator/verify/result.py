"""The result of a verification."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from generator.verify.plan import Change


@dataclass(slots=True)
class Result:
    """The result for one stack. `faults` are lines for people; none means success.

    `resources` are the arguments and attributes of each address: what is declared, and what the state holds of it.
    """

    name: str
    declared: int = 0
    left_out: list[str] = field(default_factory=list)
    applied: int = 0
    drift: list[Change] = field(default_factory=list)
    destroyed: int = 0
    leftovers: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
