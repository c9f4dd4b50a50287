"""Two lists as one: whatever the lists and pages are, each payment is shown once, and in its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.claims import BLUE, GREEN
from payments.cursor import encode
from payments.errors import CursorInvalid
from payments.merged_pages import Fetch, Page, merge_pages


def _list(name: str, moments: list[int]) -> list[dict[str, Any]]:
    return [
        {"paymentId": f"{name}-{number}", "createdAt": f"2026-11-28T10:00:{moment:02}.000000Z"}
        for number, moment in enumerate(sorted(moments, reverse=True))
    ]


def _fetch(payments: list[dict[str, Any]], limit: int) -> Fetch:
    """By the id of the last one: payments that come later are in front."""

    def fetch(after: str | None) -> Page:
        ids = [payment["paymentId"] for payment in payments]
        start = 0 if after is None else ids.index(after) + 1
        shown = payments[start : start + limit]
        return {"payments": shown, "nextCursor": ids[start + limit - 1] if start + limit < len(ids) else None}

    return fetch


moments = st.lists(st.integers(0, 30), max_size=25)


@given(moments, moments, st.integers(1, 7), st.lists(st.tuples(st.sampled_from((GREEN, BLUE)), st.just(59))))
def test_each_is_shown_once_and_in_its_place(
    green: list[int], blue: list[int], limit: int, arriving: list[tuple[str, int]]
) -> None:
    lists = {GREEN: _list(GREEN, green), BLUE: _list(BLUE, blue)}
    expected = sorted([*lists[GREEN], *lists[BLUE]], key=lambda one: one["createdAt"], reverse=True)
    found: list[Any] = []
    after = None
    while True:
        page = merge_pages({colour: _fetch(payments, limit) for colour, payments in lists.items()}, limit, after)  # type: ignore[misc]  # both are colours
        found += page["payments"]
        after = page["nextCursor"]
        if after is None:
            break
        assert len(page["payments"]) == limit
        if arriving:
            side, moment = arriving.pop()
            lists[side].insert(0, {"paymentId": f"late-{len(arriving)}", "createdAt": f"2026-11-28T10:00:{moment}Z"})
    late = [one for one in found if one["paymentId"].startswith("late")]
    seen = [one for one in found if one not in late]
    assert [one["createdAt"] for one in seen] == [one["createdAt"] for one in expected]
    assert sorted(one["paymentId"] for one in seen) == sorted(one["paymentId"] for one in expected)
    assert len({one["paymentId"] for one in late}) == len(late)


def test_what_has_no_time_comes_last() -> None:
    lists = {GREEN: [{"paymentId": "a", "createdAt": "yesterday"}], BLUE: _list(BLUE, [1])}
    page = merge_pages({colour: _fetch(payments, 5) for colour, payments in lists.items()}, 5, None)  # type: ignore[misc]  # both are colours
    assert [one["paymentId"] for one in page["payments"]] == ["blue-0", "a"]


@pytest.mark.parametrize(
    "position", ["x", "[1, null]", "[null]", "{}", "[null, 7]", '[null, ["a"]]', '[null, ["a", 1]]', "7", "[" * 4000]
)
def test_a_position_that_is_none_is_refused(position: str) -> None:
    cursor = encode({GREEN: position, BLUE: "end"})
    with pytest.raises(CursorInvalid):
        merge_pages({GREEN: _fetch([], 1), BLUE: _fetch([], 1)}, 1, cursor)
