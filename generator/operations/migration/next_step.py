"""Select the next step of a migration, and check for every step whether it may be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

from generator.operations.migration.live_state import LiveState
from generator.operations.migration.preconditions import (
    green_has,
    green_weights,
    history_is_kept,
    in_phase,
    no_alarm,
    no_old_unknown_payment,
    replication_check_passed,
    spec_is_applied,
    unavailable,
)
from generator.operations.rollout_status import SUCCEEDED
from generator.spec.model.migration import Migration

RUNNING = "RUNNING"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One step, with the reasons for which it may not be taken now; none where it may."""

    name: str
    how: str
    reasons: tuple[str, ...]

    @property
    def is_allowed(self) -> bool:
        return not self.reasons


Reasons = Callable[[Migration, LiveState, datetime], Iterator[str]]


def migration_steps(
    move: Migration, live: LiveState, environment: str, *, now: datetime | None = None
) -> list[NextStep]:
    """Return every step of a move in its order; the first that is not behind it is the next one."""
    moment = now or datetime.now(timezone.utc)
    return [
        NextStep(
            name=name, how=how.format(environment=environment), reasons=tuple(dict.fromkeys(why(move, live, moment)))
        )
        for name, how, why in STEPS
    ]


def select_next_step(move: Migration, live: LiveState, found: list[NextStep]) -> NextStep:
    """Return the step that comes next in a phase."""
    if move.phase in ("prepare", "replicate"):
        wanted = {"prepare": "replicate", "replicate": "shift"}[move.phase]
    elif move.phase == "complete":
        wanted = "decommission"
    else:
        wanted = _step_in_shift(live)
    return next(step for step in found if step.name == wanted)


def _step_in_shift(live: LiveState) -> str:
    rollout = live.rollout or {}
    if rollout.get("status") == RUNNING:
        return "watch the rollout"
    done = rollout.get("status") == SUCCEEDED and green_weights(live) == {100}
    return "complete" if done else "start the rollout"


def _replicate(move: Migration, live: LiveState, now: datetime) -> Iterator[str]:
    yield from in_phase(move, "prepare")
    yield from spec_is_applied(move, live)
    yield from no_old_unknown_payment(live, now)
    yield from no_alarm(live)


def _shift(move: Migration, live: LiveState, now: datetime) -> Iterator[str]:
    yield from in_phase(move, "replicate")
    yield from _ready_to_shift(move, live, now)


def _ready_to_shift(move: Migration, live: LiveState, now: datetime) -> Iterator[str]:
    """Check what every step needs after which payments may move."""
    yield from spec_is_applied(move, live)
    yield from replication_check_passed(move, live)
    yield from no_old_unknown_payment(live, now)
    yield from no_alarm(live)


def _start(move: Migration, live: LiveState, now: datetime) -> Iterator[str]:
    yield from in_phase(move, "shift")
    yield from _ready_to_shift(move, live, now)
    rollout = live.rollout
    if rollout is None:
        yield unavailable(live, "rollout")
        return
    if rollout["status"] == RUNNING:
        yield f"execution {rollout['execution']} is under way"
    yield from green_has(0, live, "a rollout starts at 0")
    ringing = [f"{name} is {state}" for name, state in rollout["guards"].items() if state != "OK"]
    if ringing:
        yield f"guards: {', '.join(ringing)}"


def _watch(move: Migration, live: LiveState, now: datetime) -> Iterator[str]:
    yield from in_phase(move, "shift")
    if (live.rollout or {}).get("status") != RUNNING:
        yield "no execution is under way"
    yield from no_old_unknown_payment(live, now)
    yield from no_alarm(live)


def _complete(move: Migration, live: LiveState, now: datetime) -> Iterator[str]:
    yield from in_phase(move, "shift")
    yield from spec_is_applied(move, live)
    rollout = live.rollout
    if rollout is None:
        yield unavailable(live, "rollout")
    elif rollout["status"] == RUNNING:
        yield f"execution {rollout['execution']} is under way"
    yield from green_has(100, live, "the rollout has not ended")
    yield from replication_check_passed(move, live)
    yield from no_old_unknown_payment(live, now)
    yield from no_alarm(live)


def _decommission(move: Migration, live: LiveState, now: datetime) -> Iterator[str]:
    yield from in_phase(move, "complete")
    yield from spec_is_applied(move, live)
    yield from green_has(100, live, "blue still has traffic")
    yield from replication_check_passed(move, live)
    yield from history_is_kept(move, live)
    count = (live.unknown_payments or {"count": None})["count"]
    if count is None:
        yield unavailable(live, "unknown_payments")
    elif count:
        yield f"{count} payments have an unknown outcome, which on-premises alone can tell"
    yield from no_alarm(live)


STEPS: tuple[tuple[str, str, Reasons], ...] = (
    ("replicate", "set migration.phase to replicate, plan, apply; then prepare (runbook, section 2)", _replicate),
    ("shift", "set migration.phase to shift, plan, apply (runbook, section 3)", _shift),
    ("start the rollout", "payinfra rollout start {environment} migration --watch", _start),
    ("watch the rollout", "payinfra rollout status {environment} migration --watch", _watch),
    ("complete", "payinfra rollout record {environment} migration; set migration.phase to complete", _complete),
    (
        "decommission",
        "take replication down, set migration.phase to decommissioned (runbook, section 5)",
        _decommission,
    ),
)
