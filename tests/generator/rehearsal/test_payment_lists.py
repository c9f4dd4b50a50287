"""Which payments the lists of both sides do not have once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from generator.rehearsal.payment_lists import missing_payments, not_listed_once

ANSWERED = ["p-1", "p-2", "p-3"]


@pytest.mark.parametrize(
    ("listings", "joined", "missing"),
    [
        ({"blue": ["p-1"], "green": ["p-3", "p-2"]}, False, []),
        ({"blue": ["p-1", "p-9"], "green": ["p-3", "p-2"]}, False, []),
        ({"blue": ["p-1"], "green": ["p-3"]}, False, ["p-2"]),
        ({"blue": ["p-1", "p-2"], "green": ["p-3", "p-2"]}, False, ["p-2"]),
        ({"blue": ["p-1", "p-1"], "green": ["p-3", "p-2"]}, False, ["p-1"]),
        ({"blue": ANSWERED, "green": ANSWERED}, True, []),
        ({"blue": ANSWERED, "green": ANSWERED[:2]}, True, ["p-3"]),
        ({"blue": [*ANSWERED, "p-1"], "green": ANSWERED}, True, ["p-1"]),
    ],
)
def test_each_payment_is_listed_once(listings: Mapping[str, list[str]], joined: bool, missing: list[str]) -> None:
    assert not_listed_once(listings, ANSWERED, joined=joined) == missing


def test_what_is_listed_twice_is_not_waited_for() -> None:
    assert missing_payments({"blue": ["p-1", "p-1"], "green": ["p-2"]}, ANSWERED, joined=False) == ["p-3"]
    assert missing_payments({"blue": ANSWERED, "green": ["p-1"]}, ANSWERED, joined=True) == ["p-2", "p-3"]
