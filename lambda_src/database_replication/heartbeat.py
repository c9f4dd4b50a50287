"""The lag, by rows that the publisher writes and the subscriber shows: true when nobody pays, and by one clock.

A slot's position also moves while nothing is to be sent, and pg_stat_subscription tells when a message came, not
whether it was applied; so an idle stream and one that hangs look alike there. A beat is applied or it is not.
"""

from __future__ import annotations

import time
from typing import Any, Final

from database_replication.streams import Stream

_PATIENCE_SECONDS: Final = 3.0
_PAUSE_SECONDS: Final = 0.1
_NEVER: Final = "-infinity"


def write_beat(stream: Stream) -> Any:
    """Write a beat, and forget those of an hour ago. It is a text, so that no microsecond is lost."""
    return stream.publisher.value(
        f"WITH old AS (DELETE FROM {stream.heartbeat} WHERE beat_at < now() - interval '1 hour') "
        f"INSERT INTO {stream.heartbeat} VALUES (clock_timestamp()) ON CONFLICT DO NOTHING RETURNING beat_at::text"
    )


def wait_until_applied(stream: Stream, written: Any, patience_seconds: float = _PATIENCE_SECONDS) -> bool:
    """Wait until the subscriber has a beat: whatever was committed before it is applied then."""
    deadline = time.monotonic() + patience_seconds
    while not is_applied(stream, written):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True


def lag_seconds(stream: Stream) -> float:
    """Seconds that a beat takes; where none arrives, those since the oldest that is missing. Raises ServerAway."""
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
    """Seconds since the newest beat that the subscriber has, by its own clock: for when the publisher is away."""
    seconds = stream.subscriber.value(
        f"SELECT extract(epoch FROM clock_timestamp() - max(beat_at))::float8 FROM {stream.heartbeat}"
    )
    return None if seconds is None else round(seconds, 3)


def is_applied(stream: Stream, written: Any) -> bool:
    """Whether the subscriber has a beat."""
    found = stream.subscriber.value(
        f"SELECT true FROM {stream.heartbeat} WHERE beat_at >= CAST(:at AS timestamptz) LIMIT 1", at=written
    )
    return found is True
