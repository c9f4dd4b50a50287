"""Lists of a merchant's payments: what is asked for, and how those of two systems are told apart or joined.

A side that is handed a list over answers with its own page and by its own cursors; callers get cursors that say whose
they are, as the next page may be asked for on the other side.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from adapters.handover import PeerFunction, is_handed_over
from adapters.list_request import ListRequest
from adapters.settings import setting_choice
from payments import cursor
from payments.claims import BLUE, GREEN, Colour
from payments.errors import CursorInvalid, InvalidRequest, MerchantNotFound, TemporarilyUnavailable
from payments.merged_pages import Fetch, Page, is_merged_cursor, merge_pages

FetchPage = Callable[[str, int, str | None], dict[str, Any]]
"""A page of one's own list: of a merchant, so many, from a cursor."""
_RAW: Final = re.compile(r"[!-~ ]{1,1024}")
_TAGGED_CURSOR_KEYS: Final = frozenset({"ledger", "cursor"})
_EMPTY_PAGE: Final[Page] = {"payments": [], "nextCursor": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSystemLists:
    """The lists of this side and of the other. `event` is the balancer's.

    `joined`: both as one, unless one is asked for; where it is not given, as the infrastructure says.
    """

    colour: Colour
    own: FetchPage
    other: FetchPage
    event: Mapping[str, Any]
    joined: bool | None = None

    def page(self, asked: ListRequest) -> dict[str, Any]:
        """A page; `ledger` says whose it is, where it is of one. Raises InvalidRequest and a PaymentError."""
        if is_handed_over(self.event):
            _, position = _position(asked, self.colour)
            return {**self.own(asked.merchant_id, asked.limit, position), "ledger": self.colour}
        if asked.ledger is None and self._are_joined() and (asked.cursor is None or is_merged_cursor(asked.cursor)):
            return merge_pages(
                {colour: self._fetch(colour, asked) for colour in (BLUE, GREEN)}, asked.limit, asked.cursor
            )
        return self._of_one(asked)

    def _are_joined(self) -> bool:
        return setting_choice("MIGRATION_READS", "owner", "joined") == "joined" if self.joined is None else self.joined

    def _of_one(self, asked: ListRequest) -> dict[str, Any]:
        colour, position = _position(asked, self.colour)
        page = self._page(colour, asked, position)
        following = page["nextCursor"]
        next_cursor = None if following is None else _tagged_cursor(colour, following)
        return {"payments": page["payments"], "nextCursor": next_cursor, "ledger": colour}

    def _fetch(self, colour: Colour, asked: ListRequest) -> Fetch:
        def fetch(position: str | None) -> Page:
            try:
                return self._page(colour, asked, position)
            except MerchantNotFound:
                # Known to one system alone.
                return _EMPTY_PAGE

        return fetch

    def _page(self, colour: Colour, asked: ListRequest, position: str | None) -> Page:
        page = self.own if colour == self.colour else self.other
        return page(asked.merchant_id, asked.limit, position)


def peer_page(other: PeerFunction, colour: Colour, event: Mapping[str, Any]) -> FetchPage:
    """The list of the other side, whose function is called for each page. Raises a PaymentError."""

    def page(_: str, limit: int, position: str | None) -> dict[str, Any]:
        status, body = other.forward(_peer_event(event, limit, colour, position), writes=False)
        if status == 200:
            return cast("dict[str, Any]", json.loads(body))
        raise {400: CursorInvalid, 404: MerchantNotFound}.get(status, TemporarilyUnavailable)

    return page


def _position(asked: ListRequest, own: Colour) -> tuple[Colour, str | None]:
    """Whose page, and from where. A cursor that does not say whose it is comes from before there were two."""
    colour: str | None = asked.ledger
    if colour not in (None, BLUE, GREEN):
        raise InvalidRequest("ledger must be blue or green")
    if asked.cursor is None:
        return cast("Colour", colour or own), None
    try:
        position = cursor.decode(
            asked.cursor, keys=_TAGGED_CURSOR_KEYS, fixed={"ledger": colour} if colour else {}, longest=4096
        )
    except CursorInvalid:
        if colour is not None or not _RAW.fullmatch(asked.cursor):
            raise
        return own, asked.cursor
    if position["ledger"] not in (BLUE, GREEN):
        raise CursorInvalid
    return cast("Colour", position["ledger"]), position["cursor"]


def _tagged_cursor(colour: Colour, position: str) -> str:
    return cursor.encode({"ledger": colour, "cursor": position})


def _peer_event(event: Mapping[str, Any], limit: int, colour: Colour, position: str | None) -> dict[str, Any]:
    """The same request for one page of the other side's list.

    A cursor of on-premises may be any text: in percent-encoding its digits could be taken for those of a card.
    """
    query = {"limit": str(limit), **({} if position is None else {"cursor": _tagged_cursor(colour, position)})}
    if event.get("multiValueQueryStringParameters") is None:
        return {**event, "queryStringParameters": query}
    return {**event, "multiValueQueryStringParameters": {name: [value] for name, value in query.items()}}
