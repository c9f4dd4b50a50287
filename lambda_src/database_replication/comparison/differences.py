"""Tells rows that differ from rows that are on the way: what looks different is looked at again behind a heartbeat."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from database_replication import heartbeat
from database_replication.comparison.canonical import Key
from database_replication.comparison.reading import Hashes, Side
from database_replication.streams import Stream

_ROUNDS: Final = 20


class NotApplied(Exception):
    """The subscriber is too far behind to be compared: later."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Both copies of a table."""

    stream: Stream
    ours: Side
    theirs: Side
    patience_seconds: float

    def suspects(self, after: Key | None, until: Key | None, most: int) -> list[Key]:
        """Keys whose rows are not the same now. Some may be on the way."""
        ours, theirs = (side.hashes(after, until, most) for side in (self.ours, self.theirs))
        return sorted(_unequal(ours.keys() | theirs.keys(), ours, theirs))

    def settled(self, suspects: Iterable[Key]) -> Mapping[Key, str]:
        """What of them is different: missing, extra, doubled, different; or moving, where no look was conclusive.

        Raises NotApplied.
        """
        found: dict[Key, str] = {}
        open_keys = list(suspects)
        for _ in range(_ROUNDS):
            before = self.ours.hashes_of(open_keys)
            open_keys = self._chased(open_keys, before)
            theirs, after = self.theirs.hashes_of(open_keys), self.ours.hashes_of(open_keys)
            open_keys = _unequal(_unequal(open_keys, before, theirs), after, theirs)
            still = [key for key in open_keys if before.get(key) == after.get(key)]
            found |= {key: _kind(before.get(key, ()), theirs.get(key, ())) for key in still}
            open_keys = [key for key in open_keys if key not in found]
            if not open_keys:
                return found
        return found | dict.fromkeys(open_keys, "moving")

    def _chased(self, keys: list[Key], before: Hashes) -> list[Key]:
        """Keys that were not seen as they were before, until the subscriber has what the publisher had then.

        A row that changes all the time is seen as it was for a moment only, and in this time.
        """
        written = heartbeat.beat(self.stream)
        deadline = time.monotonic() + self.patience_seconds
        while keys:
            has = heartbeat.has(self.stream, written)
            keys = _unequal(keys, before, self.theirs.hashes_of(keys))
            if has:
                break
            if time.monotonic() > deadline:
                raise NotApplied
        return keys


def _unequal(keys: Iterable[Key], one: Hashes, other: Hashes) -> list[Key]:
    return [key for key in keys if one.get(key) != other.get(key)]


def _kind(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    if len(ours) > 1 or len(theirs) > 1:
        return "doubled"
    if not theirs:
        return "missing"
    return "different" if ours else "extra"
