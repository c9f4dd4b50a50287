"""What a rehearsal prints, and when it is good."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from generator.rehearsal.consistency import Traffic, Verdict
from generator.rehearsal.results import Differences, RehearsalResult

TRAFFIC = Traffic(
    payments=9,
    requests=40,
    retries=8,
    crossings=7,
    handed_over=6,
    refunds=1,
    reads=20,
    unavailable=2,
    unknown=5,
    resolved=5,
)
GOOD = RehearsalResult(
    traffic=TRAFFIC,
    verdict=Verdict(),
    missing=(),
    not_kept=(),
    unlisted=(),
    differences=Differences(planted=3, found=3),
    faults={"relay": 2},
    rollbacks=1,
)
WRONG = {
    "doubled": replace(GOOD, verdict=Verdict(doubled=("p-1",))),
    "lost": replace(GOOD, verdict=Verdict(lost=("p-1",))),
    "invisible": replace(GOOD, verdict=Verdict(invisible=("p-1",))),
    "denied": replace(GOOD, verdict=Verdict(denied=("p-1",))),
    "contradicted": replace(GOOD, verdict=Verdict(contradicted=("p-1",))),
    "unresolved": replace(GOOD, verdict=Verdict(unresolved=("key-1",))),
    "missing after going back": replace(GOOD, missing=("p-1",)),
    "not listed once": replace(GOOD, unlisted=("p-1",)),
    "not kept in Aurora": replace(GOOD, not_kept=("p-1",)),
    "differences not found": replace(GOOD, differences=Differences(planted=3, found=2)),
    "differences not planted": replace(GOOD, differences=Differences(unplanted=1)),
}


def test_all_that_must_be_none_is_counted_and_each_makes_it_bad() -> None:
    assert GOOD.is_good
    assert {*WRONG} == {*GOOD.wrong()}


@pytest.mark.parametrize("name", WRONG)
def test_one_that_is_wrong_is_enough(name: str) -> None:
    counts = WRONG[name]
    assert not counts.is_good
    assert counts.wrong()[name] == 1
    assert sum(counts.wrong().values()) == 1


@pytest.mark.parametrize("nothing", ["payments", "crossings", "handed_over"])
def test_what_has_not_been_tried_is_not_good(nothing: str) -> None:
    assert not replace(GOOD, traffic=replace(TRAFFIC, **{nothing: 0})).is_good


def test_people_read_the_counts_and_the_first_payments_that_are_wrong() -> None:
    lines = list(GOOD.lines())
    assert "crossings                 7 retries on the other side" in lines
    assert "unknown                   5, resolved 5" in lines
    assert "doubled                   0" in lines
    assert list(WRONG["doubled"].lines())[-1] == "doubled: p-1"
    assert "9 payments, 8 retries, 7 crossings, 6 handed over" in str(GOOD)


def test_programs_read_the_counts_as_json() -> None:
    data = json.loads(json.dumps(GOOD.as_data()))
    assert data["good"] is True
    assert data["wrong"]["doubled"] == 0
    assert data["traffic"]["crossings"] == 7
