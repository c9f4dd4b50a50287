"""What one look at a rollout has found, and what follows from it: pure functions, so that all of it can be tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from traffic_control.ports import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One look. `moved`: what is not as the rollout has left it; `unhealthy`: targets of green that are; `alarms`:
    states by name, without those that are gone; `requests`: (blue, green) by target since the step began; `recent`:
    those that show the weights, of targets whose callers do not stick to a colour; words are those for this execution.
    """

    now: float
    moved: Sequence[str] = ()
    unhealthy: Sequence[str] = ()
    alarms: Mapping[str, str] = field(default_factory=dict)
    checks: Sequence[Check] = ()
    requests: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    recent: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    abort: Mapping[str, Any] | None = None
    hold: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """What a look leaves to the next one: since when the step bakes, since when it is held, and why."""

    since: float
    held: float | None = None
    why: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any], now: float) -> StepState:
        return cls(since=given.get("since", now), held=given.get("held"), why=given.get("why", ""))

    def as_json(self) -> dict[str, Any]:
        return {"since": self.since, "held": self.held, "why": self.why}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is to be done: go, wait, tell (wait, and say so) or rollback; and why."""

    decision: str
    reason: str
    memory: StepState
    wait: int

    def as_json(self) -> dict[str, Any]:
        return {
            "decision": self.decision,
            "reason": self.reason,
            "memory": self.memory.as_json(),
            "wait": self.wait,
        }
