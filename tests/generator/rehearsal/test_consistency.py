"""The judge finds what is planted, one defect at a time, and nothing where nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from generator.rehearsal.consistency import Booked, Traffic, Verdict, check_consistency, count_traffic
from generator.rehearsal.exchanges import Exchange, ExchangeLog

CONTENT = {
    "paymentId": "p-1",
    "amount": 1250,
    "currency": "EUR",
    "merchantId": "shop-1",
    "customerId": "c-1",
    "createdAt": "2026-01-01T00:00:00.000000Z",
    "status": "approved",
}
PAID = Exchange(kind="pay", key="k-1", subject="p-1", colour="blue", began=1, ended=2, status=201, content=CONTENT)
READ = Exchange(kind="read", subject="p-1", colour="green", began=3, ended=4, status=200, content=CONTENT)
REFUNDED = Exchange(kind="refund", key="r-1", subject="p-1", colour="blue", began=5, ended=6, status=201)
UNKNOWN = Exchange(kind="pay", key="k-2", subject="p-2", colour="blue", began=7, ended=8)
GONE = {"error": {"code": "PAYMENT_NOT_FOUND"}}
TAKEN = {"error": {"code": "PAYMENT_TAKEN_ELSEWHERE"}}
BLUE = Booked(side="blue", payment_id="p-1", refunds=1)
GREEN = replace(BLUE, side="green", refunds=0)
# Nothing given back.
SOLD = replace(BLUE, refunds=0)
ALL = [PAID, READ, REFUNDED]


def test_nothing_is_wrong_where_each_is_booked_once_and_found() -> None:
    assert check_consistency(ALL, [BLUE]) == Verdict()
    assert check_consistency(ALL, [BLUE]).is_good


@pytest.mark.parametrize(
    ("name", "exchanges", "booked"),
    [
        ("doubled", ALL, [BLUE, GREEN]),
        ("doubled", ALL, [replace(BLUE, records=2)]),
        ("doubled", ALL, [replace(BLUE, sales=2)]),
        ("doubled", ALL, [BLUE, replace(GREEN, records=0, sales=0, refunds=1)]),
        ("doubled", ALL, [replace(BLUE, refunds=2)]),
        ("doubled", [], [SOLD, GREEN]),
        ("lost", ALL, []),
        ("lost", ALL, [replace(BLUE, records=0, sales=0)]),
        ("lost", ALL, [replace(BLUE, sales=0)]),
        ("lost", ALL, [replace(BLUE, refunds=0)]),
        ("invisible", [PAID, replace(READ, status=404, content=GONE)], [SOLD]),
        ("invisible", [PAID, replace(READ, status=409, content=TAKEN)], [SOLD]),
        ("invisible", [PAID, replace(REFUNDED, status=404, content=GONE)], [BLUE]),
        ("contradicted", [PAID, replace(READ, content={**CONTENT, "amount": 1})], [SOLD]),
        ("contradicted", [PAID, replace(READ, content={**CONTENT, "createdAt": "later"})], [SOLD]),
        ("contradicted", [PAID, replace(READ, content={**CONTENT, "paymentId": "p-9"})], [SOLD]),
        ("contradicted", [PAID, replace(PAID, began=8, ended=9, content={**CONTENT, "createdAt": "x"})], [SOLD]),
        ("unresolved", [*ALL, UNKNOWN], [BLUE]),
        ("unresolved", [*ALL, replace(UNKNOWN, status=502)], [BLUE]),
        ("unresolved", [*ALL, replace(UNKNOWN, status=503, content={"error": {"code": "OUTCOME_UNKNOWN"}})], [BLUE]),
    ],
)
def test_a_planted_defect_is_found_and_no_other(
    name: str, exchanges: Sequence[Exchange], booked: Sequence[Booked]
) -> None:
    verdict = check_consistency(exchanges, booked)
    assert not verdict.is_good
    assert [field for field in Verdict.__slots__ if getattr(verdict, field)] == [name]


@pytest.mark.parametrize(
    ("exchanges", "booked"),
    [
        # Who looks before the answer came may find nothing.
        ([PAID, replace(READ, began=1.5, status=404, content=GONE)], [SOLD]),
        # No answer to a look is no proof that nothing is there.
        ([PAID, replace(READ, status=503, content={"error": {"code": "UNAVAILABLE"}})], [SOLD]),
        # What is in review or declined has taken no money.
        ([PAID], [replace(SOLD, sales=0, status="in_review")]),
        ([PAID], [replace(SOLD, sales=0, status="declined")]),
        # What nobody was told of may be booked once, or not at all.
        ([UNKNOWN, replace(UNKNOWN, began=9, ended=10, status=422)], []),
        # Two refunds of two keys, one of which nobody was told of.
        ([*ALL, replace(REFUNDED, key="r-2", status=422)], [replace(BLUE, refunds=2)]),
    ],
)
def test_what_is_no_defect_is_none(exchanges: Sequence[Exchange], booked: Sequence[Booked]) -> None:
    assert check_consistency(exchanges, booked) == Verdict()


def test_what_on_premises_has_booked_is_to_be_found_when_it_is_switched_off() -> None:
    gone = replace(READ, status=409, content=TAKEN)
    assert check_consistency([PAID, gone], [SOLD]).invisible == ("p-1",)


def test_a_refund_that_is_refused_because_the_payment_is_only_read_now_hides_nothing() -> None:
    refused = replace(REFUNDED, status=409, content={"error": {"code": "PAYMENT_READ_ONLY"}})
    assert check_consistency([PAID, refused], [SOLD]).is_good


@pytest.mark.parametrize(("status", "is_denied"), [(404, True), (409, True), (422, True), (503, False), (201, False)])
def test_a_key_that_was_answered_with_its_payment_is_not_refused_later(status: int, is_denied: bool) -> None:
    again = replace(PAID, began=8, ended=9, status=status, content=TAKEN if status > 400 else PAID.content)
    assert check_consistency([PAID, again], [SOLD]).denied == (("p-1",) if is_denied else ())
    assert check_consistency([replace(again, began=0, ended=0.5), PAID], [SOLD]).denied == ()


def test_traffic_counts_retries_crossings_what_was_handed_over_and_what_was_unknown() -> None:
    again = replace(PAID, colour="green", began=8, ended=9)
    exchanges = [*ALL, again, UNKNOWN, replace(UNKNOWN, colour="green", began=9, ended=10, status=201)]
    assert count_traffic(exchanges, {"p-1": "blue", "p-2": "blue"}) == Traffic(
        payments=1,
        requests=6,
        retries=2,
        crossings=2,
        handed_over=3,
        refunds=1,
        reads=1,
        unavailable=0,
        unknown=1,
        resolved=1,
    )


def test_a_book_keeps_the_first_answer_to_a_payment() -> None:
    exchange_log = ExchangeLog()
    exchange_log.enter(PAID)
    exchange_log.enter(replace(PAID, colour="green", ended=9))
    assert exchange_log.payments() == [PAID]
    assert len(exchange_log.all()) == 2
