"""Decide which step of a move is the next one, whether it may be taken, and why the others may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

from generator.operations.move.facts import Facts
from generator.operations.rollout_status import SUCCEEDED
from generator.spec.model.migration import Migration

# Older than that an unknown outcome is for people: who sent it has given up, and the relay has asked five times.
OLDEST_UNKNOWN_SECONDS = 300
RUNNING = "RUNNING"
# What keeping counts, and must not find.
WRONG = {
    "conflicts": "are claimed by green, too",
    "unfit": "do not fit the API",
    "unrecognised": "have no key by which a retry would be recognised",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One step, with the reasons for which it may not be taken now; none where it may."""

    name: str
    how: str
    reasons: tuple[str, ...]

    @property
    def is_allowed(self) -> bool:
        return not self.reasons


Reasons = Callable[[Migration, Facts, datetime], Iterator[str]]


def steps(move: Migration, facts: Facts, environment: str, *, now: datetime | None = None) -> list[NextStep]:
    """Return every step of a move in its order; the first that is not behind it is the next one."""
    moment = now or datetime.now(timezone.utc)
    return [
        NextStep(
            name=name, how=how.format(environment=environment), reasons=tuple(dict.fromkeys(why(move, facts, moment)))
        )
        for name, how, why in STEPS
    ]


def next_of(move: Migration, facts: Facts, found: list[NextStep]) -> NextStep:
    """Return the step that comes next in a phase."""
    if move.phase in ("prepare", "replicate"):
        wanted = {"prepare": "replicate", "replicate": "shift"}[move.phase]
    elif move.phase == "complete":
        wanted = "decommission"
    else:
        wanted = _in_shift(facts)
    return next(step for step in found if step.name == wanted)


def _in_shift(facts: Facts) -> str:
    rollout = facts.rollout or {}
    if rollout.get("status") == RUNNING:
        return "watch the rollout"
    done = rollout.get("status") == SUCCEEDED and _greens(facts) == {100}
    return "complete" if done else "start the rollout"


def _replicate(move: Migration, facts: Facts, now: datetime) -> Iterator[str]:
    yield from _phase(move, "prepare")
    yield from _as_applied(move, facts)
    yield from _no_old_unknown(facts, now)
    yield from _quiet(facts)


def _shift(move: Migration, facts: Facts, now: datetime) -> Iterator[str]:
    yield from _phase(move, "replicate")
    yield from _well(move, facts, now)


def _well(move: Migration, facts: Facts, now: datetime) -> Iterator[str]:
    """What must be as it should before payments may move, whatever the step is."""
    yield from _as_applied(move, facts)
    yield from _checked(move, facts)
    yield from _no_old_unknown(facts, now)
    yield from _quiet(facts)


def _start(move: Migration, facts: Facts, now: datetime) -> Iterator[str]:
    yield from _phase(move, "shift")
    yield from _well(move, facts, now)
    rollout = facts.rollout
    if rollout is None:
        yield _not_known(facts, "rollout")
        return
    if rollout["status"] == RUNNING:
        yield f"execution {rollout['execution']} is under way"
    yield from _green_is(0, facts, "a rollout starts at 0")
    ringing = [f"{name} is {state}" for name, state in rollout["guards"].items() if state != "OK"]
    if ringing:
        yield f"guards: {', '.join(ringing)}"


def _watch(move: Migration, facts: Facts, now: datetime) -> Iterator[str]:
    yield from _phase(move, "shift")
    if (facts.rollout or {}).get("status") != RUNNING:
        yield "no execution is under way"
    yield from _no_old_unknown(facts, now)
    yield from _quiet(facts)


def _complete(move: Migration, facts: Facts, now: datetime) -> Iterator[str]:
    yield from _phase(move, "shift")
    yield from _as_applied(move, facts)
    rollout = facts.rollout
    if rollout is None:
        yield _not_known(facts, "rollout")
    elif rollout["status"] == RUNNING:
        yield f"execution {rollout['execution']} is under way"
    yield from _green_is(100, facts, "the rollout has not ended")
    yield from _checked(move, facts)
    yield from _no_old_unknown(facts, now)
    yield from _quiet(facts)


def _decommission(move: Migration, facts: Facts, now: datetime) -> Iterator[str]:
    yield from _phase(move, "complete")
    yield from _as_applied(move, facts)
    yield from _green_is(100, facts, "blue still has traffic")
    yield from _checked(move, facts)
    yield from _kept(move, facts)
    count = (facts.unknown_payments or {"count": None})["count"]
    if count is None:
        yield _not_known(facts, "unknown_payments")
    elif count:
        yield f"{count} payments have an unknown outcome, which on-premises alone can tell"
    yield from _quiet(facts)


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


def _phase(move: Migration, wanted: str) -> Iterator[str]:
    if move.phase != wanted:
        yield f"the phase is {move.phase}, and this follows {wanted}"


def _as_applied(move: Migration, facts: Facts) -> Iterator[str]:
    if facts.applied is None:
        yield _not_known(facts, "applied")
    elif facts.applied != move.phase:
        yield f"the spec says {move.phase} and the stack is in {facts.applied}: apply the spec"


def _checked(move: Migration, facts: Facts) -> Iterator[str]:
    """What the rollout asks, too. With DMS the alarms say it."""
    if move.replication.method != "logical" or move.phase == "prepare":
        return
    if facts.check is None:
        yield _not_known(facts, "check")
    elif not facts.check.get("passed"):
        yield f"replication: {facts.check.get('detail')}"


def _kept(move: Migration, facts: Facts) -> Iterator[str]:
    """What on-premises has booked must be readable, and not be booked again, once it is gone."""
    if move.relay is not None and not move.relay.read_only:
        yield "relay.readOnly is not set: what is booked on-premises after it was kept would be lost"
    if move.source is None or move.source.payments is None or move.replication.method != "logical":
        return
    if facts.replication is None:
        yield _not_known(facts, "replication")
        return
    kept = facts.replication.get("kept")
    if kept is None:
        yield 'nothing was kept of what on-premises has booked: call database-replication with {"action": "keep"}'
        return
    if not kept["final"]:
        yield f"what was kept is not final: {kept['notFinal']}: keep again"
    yield from (f"{kept[kind]} payments of on-premises {text}" for kind, text in WRONG.items() if kept[kind])


def _no_old_unknown(facts: Facts, now: datetime) -> Iterator[str]:
    if facts.unknown_payments is None:
        yield _not_known(facts, "unknown_payments")
        return
    oldest = facts.unknown_payments["oldest"]
    age = None if oldest is None else seconds_since(oldest["unknownSince"], now)
    if age is not None and age > OLDEST_UNKNOWN_SECONDS:
        yield f"payment {oldest['paymentId']} of {oldest['colour']} is unknown for {age // 60} minutes: ask its ledger"


def _quiet(facts: Facts) -> Iterator[str]:
    if facts.alarms is None:
        yield _not_known(facts, "alarms")
        return
    ringing = [name for name, state in facts.alarms.items() if state == "ALARM"]
    if ringing:
        yield f"alarms ring: {', '.join(ringing)}"


def _green_is(percent: int, facts: Facts, meaning: str) -> Iterator[str]:
    greens = _greens(facts)
    if facts.weights is None:
        yield _not_known(facts, "weights")
    elif greens != {percent}:
        yield f"green has {_shares(greens)} per cent: {meaning}"


def _greens(facts: Facts) -> set[int]:
    return {green for target in (facts.weights or {}).values() for green in target.get("green", ())}


def _shares(greens: set[int]) -> str:
    return ", ".join(map(str, sorted(greens))) or "no"


def _not_known(facts: Facts, part: str) -> str:
    return f"{TITLES[part]} cannot be told: {facts.unknown.get(part, 'it was not asked for')}"


TITLES = {
    "applied": "the phase of the stack",
    "weights": "the weights",
    "rollout": "the rollout",
    "claims": "the claims",
    "unknown_payments": "payments of unknown outcome",
    "replication": "the replication",
    "check": "the check of the replication",
    "alarms": "the alarms",
}


def seconds_since(moment: str, now: datetime) -> int:
    """Return the seconds since a moment as claims have it."""
    return int((now - datetime.fromisoformat(moment.replace("Z", "+00:00"))).total_seconds())
