"""Tell rows that differ from rows in transit: suspects are read again behind a heartbeat."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from database_replication import heartbeat
from database_replication.comparison.canonical import Key
from database_replication.comparison.table_copy import Hashes, TableCopy
from database_replication.streams import Stream

_ROUNDS: Final = 20


class NotApplied(Exception):
    """The subscriber lags too far behind to be compared now."""


@dataclass(frozen=True, slots=True)
class CopyPair:
    """Both copies of a table."""

    stream: Stream
    publisher: TableCopy
    subscriber: TableCopy
    patience_seconds: float

    def suspect_keys(self, after: Key | None, until: Key | None, most: int) -> list[Key]:
        """Return keys whose rows differ now. Some may be in transit."""
        publisher, subscriber = (side.hashes(after, until, most) for side in (self.publisher, self.subscriber))
        return sorted(_unequal(publisher.keys() | subscriber.keys(), publisher, subscriber))

    def classify(self, suspects: Iterable[Key]) -> Mapping[Key, str]:
        """Return the kind of difference by key: missing, extra, doubled, different; moving if no read was conclusive.

        Raises NotApplied.
        """
        found: dict[Key, str] = {}
        open_keys = list(suspects)
        for _ in range(_ROUNDS):
            before = self.publisher.hashes_of(open_keys)
            open_keys = self._wait_until_applied(open_keys, before)
            subscriber, after = self.subscriber.hashes_of(open_keys), self.publisher.hashes_of(open_keys)
            open_keys = _unequal(_unequal(open_keys, before, subscriber), after, subscriber)
            settled = [key for key in open_keys if before.get(key) == after.get(key)]
            found |= {key: _difference(before.get(key, ()), subscriber.get(key, ())) for key in settled}
            open_keys = [key for key in open_keys if key not in found]
            if not open_keys:
                return found
        return found | dict.fromkeys(open_keys, "moving")

    def _wait_until_applied(self, keys: list[Key], before: Hashes) -> list[Key]:
        """Return keys never seen as they were before, until the subscriber has applied what the publisher had then.

        A row that changes all the time is seen as it was for a moment only, and in this time.
        """
        beat = heartbeat.write_beat(self.stream)
        deadline = time.monotonic() + self.patience_seconds
        while keys:
            applied = heartbeat.is_applied(self.stream, beat)
            keys = _unequal(keys, before, self.subscriber.hashes_of(keys))
            if applied:
                break
            if time.monotonic() > deadline:
                raise NotApplied
        return keys


def _unequal(keys: Iterable[Key], one: Hashes, other: Hashes) -> list[Key]:
    return [key for key in keys if one.get(key) != other.get(key)]


def _difference(publisher: tuple[str, ...], subscriber: tuple[str, ...]) -> str:
    if len(publisher) > 1 or len(subscriber) > 1:
        return "doubled"
    if not subscriber:
        return "missing"
    return "different" if publisher else "extra"
