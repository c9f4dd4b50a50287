"""Report a stream's status: states, lag, WAL, and all problems with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from database_replication import conflicts, drift, heartbeat, publisher, subscription
from database_replication.publisher import Slot
from database_replication.servers import ServerAway
from database_replication.streams import Stream
from database_replication.subscription import Subscription

STATES: Final = {"i": "waiting", "d": "copying", "f": "catching up", "s": "catching up", "r": "ready"}
READY: Final = "ready"
_LATE_SECONDS: Final = 3.0


def status(stream: Stream) -> dict[str, Any]:
    """Return the status as JSON; what is unknown is null. A server that is away is a problem, no exception."""
    try:
        return _status(stream)
    except ServerAway as away:
        return {
            **_unknown_status(stream),
            "lagSeconds": _silence_or_none(stream),
            "problems": [_problem("serverAway", str(away))],
        }


def _status(stream: Stream) -> dict[str, Any]:
    found, slot = subscription.find_subscription(stream), publisher.slot(stream)
    tables = {".".join(table): STATES.get(state, state) for table, state in subscription.table_states(stream).items()}
    if found is None:
        return {**_unknown_status(stream), "slot": slot and asdict(slot), "problems": [_not_prepared(stream)]}
    lag = heartbeat.lag_seconds(stream)
    problems = [*_slot_problems(stream, slot), *_subscription_problems(stream, found, tables)]
    problems += [_problem("drift", one.text) for one in drift.drift(stream, publisher.published(stream))]
    if lag > _LATE_SECONDS and slot is not None and slot.valid and found.enabled:
        problems += [_problem("conflict", text) for text in conflicts.find_conflicts(stream)]
    return {
        **_unknown_status(stream),
        "state": problems[0]["kind"] if problems else _state(tables),
        "lagSeconds": lag,
        "lagBytes": slot.lag_bytes if slot else None,
        "retainedWalBytes": slot.retained_bytes if slot else None,
        "tables": tables,
        "tablesNotReady": _not_ready(tables) if found.enabled else len(tables),
        "slot": slot and asdict(slot),
        "subscription": asdict(found),
        "problems": problems,
    }


def _state(tables: dict[str, str]) -> str:
    return "copying" if _not_ready(tables) else READY


def _not_ready(tables: dict[str, str]) -> int:
    return sum(state != READY for state in tables.values())


def _slot_problems(stream: Stream, slot: Slot | None) -> Iterator[dict[str, str]]:
    again = "changes are lost to the other side, and all tables must be copied again: teardown, then prepare"
    if slot is None:
        yield _problem(
            "slotMissing",
            f"{stream.publisher.title} has no slot {stream.name}: slots do not survive the failover of a server before "
            f"PostgreSQL 17; {again}",
        )
    elif not slot.valid:
        yield _problem("slotInvalid", f"the WAL of slot {stream.name} is gone (max_slot_wal_keep_size): {again}")


def _subscription_problems(stream: Stream, found: Subscription, tables: dict[str, str]) -> Iterator[dict[str, str]]:
    if not found.enabled:
        yield _problem("disabled", f"subscription {stream.name} is disabled: find out why, then prepare again")
    copied = [table for table, state in tables.items() if state != READY]
    if found.copy_errors and copied:
        yield _problem(
            "copyFails",
            f"the first copy has failed {found.copy_errors} times ({', '.join(copied)}): rows that were there before "
            f"collide, or types differ: the log of {stream.subscriber.title} says which",
        )


def _silence_or_none(stream: Stream) -> float | None:
    try:
        return heartbeat.seconds_since_last_beat(stream)
    except ServerAway:
        return None


def _unknown_status(stream: Stream) -> dict[str, Any]:
    empty = ("lagSeconds", "lagBytes", "retainedWalBytes", "tablesNotReady", "slot", "subscription")
    return {"name": stream.name, "state": "unknown", "tables": {}, "problems": [], **dict.fromkeys(empty)}


def _not_prepared(stream: Stream) -> dict[str, str]:
    return _problem("notPrepared", f"{stream.subscriber.title} has no subscription {stream.name}: prepare")


def _problem(kind: str, detail: str) -> dict[str, str]:
    return {"kind": kind, "detail": detail}
