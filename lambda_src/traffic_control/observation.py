"""What is observed of a rollout, what a step keeps between observations, and the outcome of a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from traffic_control.ports import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One observation. `moved`: mismatches with what the rollout has set; `unhealthy`: targets of green; `alarms`:
    states by name, without deleted ones; `requests`: (blue, green) by target since the step began; `recent`: those that
    show the weights, of targets without stickiness; `abort` and `hold` are those of this execution.
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
    """What a step keeps: since when it bakes, since when it is held, and why. Times are in epoch seconds."""

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
    """The decision: go, wait, tell (wait, and notify) or rollback; its reason; `wait` seconds until the next
    observation.
    """

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
