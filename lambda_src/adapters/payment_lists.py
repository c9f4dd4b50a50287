"""List a merchant's payments in two systems, one of them or both merged.

A handed-over list is answered with the system's own cursors; callers get cursors that name the system, as the next page
may be requested from the other one.
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
    """The lists of this system and of the other. `event` is the balancer's.

    `joined`: merge both unless a request names one; None: as the environment variable MIGRATION_READS says.
    """

    colour: Colour
    own: FetchPage
    other: FetchPage
    event: Mapping[str, Any]
    joined: bool | None = None

    def page(self, request: ListRequest) -> dict[str, Any]:
        """Return a page; `ledger` names its system unless both are merged. Raises InvalidRequest and other
        PaymentErrors.
        """
        if is_handed_over(self.event):
            _, position = _position(request, self.colour)
            return {**self.own(request.merchant_id, request.limit, position), "ledger": self.colour}
        if (
            request.ledger is None
            and self._are_joined()
            and (request.cursor is None or is_merged_cursor(request.cursor))
        ):
            return merge_pages(
                {colour: self._fetch(colour, request) for colour in (BLUE, GREEN)}, request.limit, request.cursor
            )
        return self._of_one(request)

    def _are_joined(self) -> bool:
        return setting_choice("MIGRATION_READS", "owner", "joined") == "joined" if self.joined is None else self.joined

    def _of_one(self, request: ListRequest) -> dict[str, Any]:
        colour, position = _position(request, self.colour)
        page = self._page(colour, request, position)
        following = page["nextCursor"]
        next_cursor = None if following is None else _tagged_cursor(colour, following)
        return {"payments": page["payments"], "nextCursor": next_cursor, "ledger": colour}

    def _fetch(self, colour: Colour, request: ListRequest) -> Fetch:
        def fetch(position: str | None) -> Page:
            try:
                return self._page(colour, request, position)
            except MerchantNotFound:
                # The merchant exists in one system alone.
                return _EMPTY_PAGE

        return fetch

    def _page(self, colour: Colour, request: ListRequest, position: str | None) -> Page:
        page = self.own if colour == self.colour else self.other
        return page(request.merchant_id, request.limit, position)


def peer_page(other: PeerFunction, colour: Colour, event: Mapping[str, Any]) -> FetchPage:
    """Return a function that fetches pages from the other system. It raises a PaymentError."""

    def page(_: str, limit: int, position: str | None) -> dict[str, Any]:
        status, body = other.forward(_peer_event(event, limit, colour, position), writes=False)
        if status == 200:
            return cast("dict[str, Any]", json.loads(body))
        raise {400: CursorInvalid, 404: MerchantNotFound}.get(status, TemporarilyUnavailable)

    return page


def _position(request: ListRequest, own: Colour) -> tuple[Colour, str | None]:
    """Return a page's system and its cursor there. A cursor without a system is from before there were two."""
    colour: str | None = request.ledger
    if colour not in (None, BLUE, GREEN):
        raise InvalidRequest("ledger must be blue or green")
    if request.cursor is None:
        return cast("Colour", colour or own), None
    try:
        position = cursor.decode(
            request.cursor, keys=_TAGGED_CURSOR_KEYS, fixed={"ledger": colour} if colour else {}, longest=4096
        )
    except CursorInvalid:
        if colour is not None or not _RAW.fullmatch(request.cursor):
            raise
        return own, request.cursor
    if position["ledger"] not in (BLUE, GREEN):
        raise CursorInvalid
    return cast("Colour", position["ledger"]), position["cursor"]


def _tagged_cursor(colour: Colour, position: str) -> str:
    return cursor.encode({"ledger": colour, "cursor": position})


def _peer_event(event: Mapping[str, Any], limit: int, colour: Colour, position: str | None) -> dict[str, Any]:
    """Return the event of one page of the other system's list.

    A cursor of on-premises may be any text: percent-encoded, its digits could be taken for a card number.
    """
    query = {"limit": str(limit), **({} if position is None else {"cursor": _tagged_cursor(colour, position)})}
    if event.get("multiValueQueryStringParameters") is None:
        return {**event, "queryStringParameters": query}
    return {**event, "multiValueQueryStringParameters": {name: [value] for name, value in query.items()}}
