"""Check the preconditions of the steps of a migration: each check yields the reasons that speak against a step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from generator.operations.migration.live_state import LiveState
from generator.spec.model.migration import Migration

# Older than that an unknown outcome is for people: who sent it has given up, and the relay has asked five times.
OLDEST_UNKNOWN_SECONDS = 300
# What keeping counts, and must not find.
WRONG = {
    "conflicts": "are claimed by green, too",
    "unfit": "do not fit the API",
    "unrecognised": "have no key by which a retry would be recognised",
}
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


def in_phase(move: Migration, wanted: str) -> Iterator[str]:
    """Check the phase of the spec."""
    if move.phase != wanted:
        yield f"the phase is {move.phase}, and this follows {wanted}"


def spec_is_applied(move: Migration, live: LiveState) -> Iterator[str]:
    """Check that the stack is in the phase of the spec."""
    if live.applied is None:
        yield unavailable(live, "applied")
    elif live.applied != move.phase:
        yield f"the spec says {move.phase} and the stack is in {live.applied}: apply the spec"


def replication_check_passed(move: Migration, live: LiveState) -> Iterator[str]:
    """Check the replication, as the rollout does. With DMS the alarms cover it."""
    if move.replication.method != "logical" or move.phase == "prepare":
        return
    if live.check is None:
        yield unavailable(live, "check")
    elif not live.check.get("passed"):
        yield f"replication: {live.check.get('detail')}"


def history_is_kept(move: Migration, live: LiveState) -> Iterator[str]:
    """Check that what on-premises has booked is readable, and not booked again, once it is gone."""
    if move.relay is not None and not move.relay.read_only:
        yield "relay.readOnly is not set: what is booked on-premises after it was kept would be lost"
    if move.source is None or move.source.payments is None or move.replication.method != "logical":
        return
    if live.replication is None:
        yield unavailable(live, "replication")
        return
    kept = live.replication.get("kept")
    if kept is None:
        yield 'nothing was kept of what on-premises has booked: call database-replication with {"action": "keep"}'
        return
    if not kept["final"]:
        yield f"what was kept is not final: {kept['notFinal']}: keep again"
    yield from (f"{kept[kind]} payments of on-premises {text}" for kind, text in WRONG.items() if kept[kind])


def no_old_unknown_payment(live: LiveState, now: datetime) -> Iterator[str]:
    """Check that no payment is unknown for longer than OLDEST_UNKNOWN_SECONDS."""
    if live.unknown_payments is None:
        yield unavailable(live, "unknown_payments")
        return
    oldest = live.unknown_payments["oldest"]
    age = None if oldest is None else seconds_since(oldest["unknownSince"], now)
    if age is not None and age > OLDEST_UNKNOWN_SECONDS:
        yield f"payment {oldest['paymentId']} of {oldest['colour']} is unknown for {age // 60} minutes: ask its ledger"


def no_alarm(live: LiveState) -> Iterator[str]:
    """Check the alarms of the migration."""
    if live.alarms is None:
        yield unavailable(live, "alarms")
        return
    ringing = [name for name, state in live.alarms.items() if state == "ALARM"]
    if ringing:
        yield f"alarms ring: {', '.join(ringing)}"


def green_has(percent: int, live: LiveState, meaning: str) -> Iterator[str]:
    """Check the weight of green; `meaning` says what another one means."""
    greens = green_weights(live)
    if live.weights is None:
        yield unavailable(live, "weights")
    elif greens != {percent}:
        yield f"green has {_shares(greens)} per cent: {meaning}"


def green_weights(live: LiveState) -> set[int]:
    """Return the live weights of green."""
    return {green for target in (live.weights or {}).values() for green in target.get("green", ())}


def _shares(greens: set[int]) -> str:
    return ", ".join(map(str, sorted(greens))) or "no"


def unavailable(live: LiveState, part: str) -> str:
    """Return why a part of the live state is not known."""
    return f"{TITLES[part]} cannot be told: {live.unknown.get(part, 'it was not asked for')}"


def seconds_since(moment: str, now: datetime) -> int:
    """Return the seconds since a moment as claims have it."""
    return int((now - datetime.fromisoformat(moment.replace("Z", "+00:00"))).total_seconds())
