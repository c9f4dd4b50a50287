"""Lists of a merchant that both systems know: each payment once, newest first, whichever side is asked for a page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest

from payments.claims import BLUE, GREEN
from tests.lambda_src.payment_relay.two_functions import COLOURS, OTHER, created, invoke, list_event
from tests.support.function_environment import restart_environment
from tests.support.lambda_events import unique
from tests.support.two_systems import TwoSystems

by_side = pytest.mark.parametrize("side", COLOURS)


@pytest.fixture(scope="module")
def merchant(systems: TwoSystems) -> str:
    name = f"m-{unique()}"
    systems.cloud.put_merchant(name)
    return name


@pytest.fixture(scope="module")
def made(systems: TwoSystems, merchant: str) -> list[dict[str, Any]]:
    """Thirteen payments by both sides, the newest first."""
    sides = [BLUE, GREEN, GREEN, BLUE, BLUE, BLUE, GREEN, BLUE, GREEN, GREEN, GREEN, BLUE, GREEN]
    return [created(side, merchantId=merchant) for side in sides][::-1]


@pytest.fixture
def joined(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MIGRATION_READS", "joined")
    restart_environment()
    yield
    restart_environment()


def _walked(merchant: str, *sides: str, limit: int, **query: str) -> list[dict[str, Any]]:
    """All pages, each asked for on the next of the sides."""
    found: list[dict[str, Any]] = []
    for side in cycle(sides):
        status, answer = invoke(side, list_event(merchant, limit=str(limit), **query))
        assert status == 200, answer
        assert len(answer["payments"]) <= limit
        found += answer["payments"]
        if answer["nextCursor"] is None:
            return found
        assert len(answer["payments"]) == limit or "ledger" in answer
        query["cursor"] = _quoted(answer["nextCursor"])
    raise AssertionError


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 13, 100])
@pytest.mark.parametrize("sides", [(BLUE,), (GREEN,), (BLUE, GREEN)], ids=str)
def test_both_are_joined(
    made: list[dict[str, Any]], merchant: str, joined: None, sides: tuple[str, ...], limit: int
) -> None:
    assert _walked(merchant, *sides, limit=limit) == made


@by_side
def test_payments_that_come_while_somebody_reads_move_nothing(
    systems: TwoSystems, made: list[dict[str, Any]], joined: None, side: str
) -> None:
    name = f"m-{unique()}"
    systems.cloud.put_merchant(name)
    before = [created(each, merchantId=name) for each in (GREEN, BLUE, GREEN, BLUE, GREEN)][::-1]
    _, first = invoke(side, list_event(name, limit="2"))
    for _ in range(4):
        created(BLUE, merchantId=name)
        created(GREEN, merchantId=name)
    rest = _walked(name, OTHER[side], side, limit=2, cursor=_quoted(first["nextCursor"]))
    assert [*first["payments"], *rest] == before


@by_side
@pytest.mark.parametrize("ledger", COLOURS)
def test_one_list_says_whose_it_is(made: list[dict[str, Any]], merchant: str, side: str, ledger: str) -> None:
    status, answer = invoke(side, list_event(merchant, ledger=ledger))
    assert (status, answer["ledger"], answer["nextCursor"]) == (200, ledger, None)
    other = invoke(side, list_event(merchant, ledger=OTHER[ledger]))[1]["payments"]
    assert sorted([*answer["payments"], *other], key=lambda one: one["createdAt"], reverse=True) == made


@by_side
def test_without_a_wish_the_list_is_that_of_the_side(made: list[dict[str, Any]], merchant: str, side: str) -> None:
    assert invoke(side, list_event(merchant))[1]["ledger"] == side


@by_side
@pytest.mark.parametrize("ledger", COLOURS)
def test_a_cursor_leads_on_in_its_own_list_on_either_side(
    made: list[dict[str, Any]], merchant: str, side: str, ledger: str
) -> None:
    whole = invoke(side, list_event(merchant, ledger=ledger))[1]["payments"]
    _, first = invoke(side, list_event(merchant, ledger=ledger, limit="2"))
    rest = _walked(merchant, OTHER[side], side, limit=2, cursor=_quoted(first["nextCursor"]))
    assert [*first["payments"], *rest] == whole


@by_side
@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "%00", "ledger": "blue"},
        {"cursor": "e30", "ledger": "green"},
        {"cursor": "x" * 5000},
        {"cursor": "%C3%A9"},
        {"ledger": "red"},
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "1e1"},
    ],
    ids=str,
)
@pytest.mark.parametrize("mode", ["owner", "joined"])
def test_what_cannot_be_meant_is_refused(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch, merchant: str, side: str, query: dict[str, str], mode: str
) -> None:
    monkeypatch.setenv("MIGRATION_READS", mode)
    status, answer = invoke(side, list_event(merchant, **query))
    assert status in (400, 422), answer


@by_side
def test_a_cursor_from_before_there_were_two_leads_on(
    systems: TwoSystems, made: list[dict[str, Any]], merchant: str, side: str
) -> None:
    whole = invoke(side, list_event(merchant))[1]["payments"]
    _, handed = invoke(side, {**list_event(merchant, limit="2"), "handedOver": True})
    assert handed["ledger"] == side
    rest = _walked(merchant, side, limit=2, cursor=_quoted(handed["nextCursor"]))
    assert [*handed["payments"], *rest] == whole


@by_side
def test_no_cursor_of_on_premises_is_taken_for_a_card_number(
    systems: TwoSystems, merchant: str, monkeypatch: pytest.MonkeyPatch, side: str
) -> None:
    """In percent-encoding this one could be: 22 stands for the quote in front of its digits."""
    position, asked = '["2026-11-28T11:32:20.270585Z", "806a6677-7049-5600-83f7-71bb5a55a2c7"]', []

    def page_from(_merchant: str, _limit: int, after: str | None) -> dict[str, Any]:
        asked.append(after)
        return {"payments": [], "nextCursor": None if after else position}

    monkeypatch.setattr("payment_relay.handler._page", page_from)
    _, first = invoke(side, list_event(merchant, ledger=BLUE))
    assert invoke(side, list_event(merchant, cursor=_quoted(first["nextCursor"])))[0] == 200
    assert asked == [None, position]


@by_side
def test_a_list_of_both_is_not_half_told(
    systems: TwoSystems, made: list[dict[str, Any]], merchant: str, joined: None, side: str
) -> None:
    """Where one of the systems is away, what it has would be invisible."""
    for number in (0, 1):
        systems.on_premises.close_address(number)
    try:
        assert invoke(side, list_event(merchant))[0] == 503
    finally:
        for number in (0, 1):
            systems.on_premises.open_address(number)
    assert invoke(side, list_event(merchant))[0] == 200
