"""Merge two lists of one merchant's payments, newest first, with one cursor over both.

Each list is read by its own pages. A page that was shown in part is read again from its start, and what was shown of it
is skipped: newer payments may have been added in front.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Final

from payments import cursor
from payments.claims import BLUE, GREEN, Colour
from payments.errors import CursorInvalid

Page = Mapping[str, Any]
Fetch = Callable[[str | None], Page]
"""A page from a cursor of that list: `payments`, and `nextCursor` or null."""

_ENDED: Final = "end"
_COLOURS: Final[tuple[Colour, Colour]] = (GREEN, BLUE)
_LONGEST: Final = 4096
_BEFORE_ALL: Final = datetime.min.replace(tzinfo=timezone.utc)


def merge_pages(fetches: Mapping[Colour, Fetch], limit: int, after: str | None) -> dict[str, Any]:
    """Return a page of both lists, with the cursor of the next. Raises CursorInvalid, and what fetching raises."""
    sources = _sources(fetches, after)
    shown: list[Mapping[str, Any]] = []
    while len(shown) < limit:
        candidates = [source for source in sources.values() if source.peek() is not None]
        if not candidates:
            break
        # Of two with the same time the first source's comes first, on every page.
        shown.append(max(candidates, key=lambda source: _moment(source.peek())).take())
    following = [source.peek() for source in sources.values()]
    position: dict[str, str] = {colour: source.position() for colour, source in sources.items()}
    return {"payments": shown, "nextCursor": cursor.encode(position) if any(following) else None}


def is_merged_cursor(after: str) -> bool:
    """Return whether a cursor is one of merged pages."""
    try:
        cursor.decode(after, keys=frozenset(_COLOURS), fixed={}, longest=_LONGEST)
    except CursorInvalid:
        return False
    return True


@dataclass(slots=True)
class _Source:
    """One list: the current page, the cursor at which it starts, and the last of its payments that was shown."""

    fetch: Fetch
    start: str | None = None
    last: Sequence[str] | None = None
    ended: bool = False
    waiting: list[Mapping[str, Any]] = field(default_factory=list)
    _fetched: bool = False
    _passed: bool = True
    _following: str | None = None

    def peek(self) -> Mapping[str, Any] | None:
        while not self.waiting and not self.ended:
            if self._fetched:
                self._turn()
            else:
                self._read()
        return self.waiting[0] if self.waiting else None

    def take(self) -> Mapping[str, Any]:
        payment = self.waiting.pop(0)
        self.last, self._passed = [payment["paymentId"], payment["createdAt"]], True
        return payment

    def position(self) -> str:
        return _ENDED if self.ended else json.dumps([self.start, self.last])

    def _read(self) -> None:
        page = self.fetch(self.start)
        self._passed, self.waiting = _after_last(page["payments"], self.last)
        self._following, self._fetched = page["nextCursor"], True

    def _turn(self) -> None:
        """Turn to the next page. The last payment shown is searched on every page until it is passed."""
        self.start, self._fetched = self._following, False
        self.last = None if self._passed else self.last
        self.ended = self.start is None


def _after_last(
    payments: Sequence[Mapping[str, Any]], last: Sequence[str] | None
) -> tuple[bool, list[Mapping[str, Any]]]:
    """Return whether the last payment shown is passed, and the payments after it.

    Newer payments may have moved it to a later page; then all that is not older has been shown, or is new.
    """
    if last is None:
        return True, list(payments)
    ids = [payment["paymentId"] for payment in payments]
    if last[0] in ids:
        return True, list(payments[ids.index(last[0]) + 1 :])
    older = [payment for payment in payments if _moment(payment) < _moment({"createdAt": last[1]})]
    return bool(older), older


def _sources(fetches: Mapping[Colour, Fetch], after: str | None) -> dict[Colour, _Source]:
    if after is None:
        return {colour: _Source(fetches[colour]) for colour in _COLOURS}
    position = cursor.decode(after, keys=frozenset(_COLOURS), fixed={}, longest=_LONGEST)
    return {colour: _source(fetches[colour], position[colour]) for colour in _COLOURS}


def _source(fetch: Fetch, position: str) -> _Source:
    if position == _ENDED:
        return _Source(fetch, ended=True)
    try:
        start, last = json.loads(position)
    except (ValueError, TypeError, RecursionError):
        raise CursorInvalid from None
    if not (start is None or isinstance(start, str)) or not (last is None or _is_last(last)):
        raise CursorInvalid
    return _Source(fetch, start, last)


def _is_last(last: object) -> bool:
    return isinstance(last, list) and len(last) == 2 and all(isinstance(part, str) for part in last)


def _moment(payment: Mapping[str, Any] | None) -> datetime:
    try:
        moment = datetime.fromisoformat(str((payment or {})["createdAt"]).replace("Z", "+00:00"))
    except (ValueError, KeyError):
        return _BEFORE_ALL
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
