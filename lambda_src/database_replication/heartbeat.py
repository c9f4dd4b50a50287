"""Measure the lag by rows that the publisher writes and the subscriber applies: right also without traffic, by one
clock.

A slot's position also moves while nothing is to be sent, and pg_stat_subscription tells when a message came, not
whether it was applied; so an idle stream and one that hangs look alike there.
"""

from __future__ import annotations

import time
from typing import Any, Final

from database_replication.streams import Stream

_PATIENCE_SECONDS: Final = 3.0
_PAUSE_SECONDS: Final = 0.1
_NEVER: Final = "-infinity"


def write_beat(stream: Stream) -> Any:
    """Write a beat and delete those older than an hour. Returns its time as a text, so that no microsecond is lost."""
    return stream.publisher.value(
        f"WITH old AS (DELETE FROM {stream.heartbeat} WHERE beat_at < now() - interval '1 hour') "
        f"INSERT INTO {stream.heartbeat} VALUES (clock_timestamp()) ON CONFLICT DO NOTHING RETURNING beat_at::text"
    )


def wait_until_applied(stream: Stream, beat: Any, patience_seconds: float = _PATIENCE_SECONDS) -> bool:
    """Return whether the subscriber applies a beat in time: then all that was committed before it is applied."""
    deadline = time.monotonic() + patience_seconds
    while not is_applied(stream, beat):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True


def lag_seconds(stream: Stream) -> float:
    """Return the seconds that a beat takes, or else those since the oldest that is not applied. Raises ServerAway."""
    begin = time.monotonic()
    if wait_until_applied(stream, write_beat(stream)):
        return round(time.monotonic() - begin, 3)
    seen = stream.subscriber.value(f"SELECT max(beat_at)::text FROM {stream.heartbeat}") or _NEVER
    seconds = stream.publisher.value(
        "SELECT extract(epoch FROM clock_timestamp() - min(beat_at))::float8 "
        f"FROM {stream.heartbeat} WHERE beat_at > CAST(:seen AS timestamptz)",
        seen=seen,
    )
    return round(seconds or 0.0, 3)


def seconds_since_last_beat(stream: Stream) -> float | None:
    """Return the age of the subscriber's newest beat by its own clock: for when the publisher is away."""
    seconds = stream.subscriber.value(
        f"SELECT extract(epoch FROM clock_timestamp() - max(beat_at))::float8 FROM {stream.heartbeat}"
    )
    return None if seconds is None else round(seconds, 3)


def is_applied(stream: Stream, beat: Any) -> bool:
    """Return whether the subscriber has a beat."""
    found = stream.subscriber.value(
        f"SELECT true FROM {stream.heartbeat} WHERE beat_at >= CAST(:at AS timestamptz) LIMIT 1", at=beat
    )
    return found is True
