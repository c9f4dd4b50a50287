"""A fault at every call of the database and of AWS while a refund, a reversal or a decision is asked for, before the
other side has acted and after: what callers are told is true, and the same key leads to the same end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from payments.errors import TemporarilyUnavailable
from payments.fraud_rules import EXAMPLE
from tests.lambda_src.transaction_processing.test_faults import (
    Fault,
    _answered,
    _database_fault,
    _service_fault,
    _throttled,
    _unanswered,
)
from tests.support.lambda_events import payment, post_payment, request, unique
from tests.support.payment_cloud import PaymentCloud
from transaction_processing import wiring

pytestmark = pytest.mark.slow

Event = dict[str, Any]
ASKED: dict[str, tuple[str, Any, str]] = {
    "a refund": ("refunds", {"amount": 7}, "DE"),
    "a reversal": ("reversal", {}, "DE"),
    "an approval": ("decision", {"decision": "approve"}, "US"),
    "a refusal": ("decision", {"decision": "decline"}, "US"),
}


@pytest.fixture(scope="module", autouse=True)
def foreign_cards_are_reviewed(inside: PaymentCloud) -> None:
    inside.put_parameter("fraud/rules", {**EXAMPLE, "thresholds": {"review": 10, "decline": 90}})


def _asked(name: str) -> tuple[str, Event]:
    """The id of a new payment, and what is asked for it."""
    what, body, country = ASKED[name]
    paid = payment(cardToken=f"tok_{unique()}", customerId=f"c-{unique()}", cardCountry=country)
    status, answer = _answered(post_payment(unique(), paid))
    assert status == 201
    path, headers = f"/payments/{answer['paymentId']}/{what}", {"idempotency-key": unique()}
    return answer["paymentId"], request("POST", path, body=body, headers=headers)


def _is_done(cloud: PaymentCloud, payment_id: str) -> bool:
    """Whether the ledger has it. Whatever it has adds up to nothing."""
    [[entries, decisions, total]] = cloud.sql(
        "SELECT (SELECT count(*) FROM ledger.entries WHERE payment_id = CAST(:id AS uuid) AND kind <> 'sale'), "
        "(SELECT count(*) FROM ledger.decisions WHERE payment_id = CAST(:id AS uuid)), "
        "(SELECT coalesce(sum(amount), 0)::bigint FROM ledger.postings)",
        id=payment_id,
    )
    assert total == 0
    assert entries + decisions < 2
    return bool(entries + decisions)


def _is_true(done: bool, status: int, answer: dict[str, Any]) -> bool:
    """UNAVAILABLE says that nothing was recorded, a success that it was; whatever else is no answer at all."""
    if status < 300:
        return done
    code = answer["error"]["code"]
    return code == "OUTCOME_UNKNOWN" or (code == "UNAVAILABLE" and not done)


def _ends_well(cloud: PaymentCloud, payment_id: str, event: Event, told: tuple[int, dict[str, Any]]) -> None:
    again = _answered(event)
    assert again[0] in (200, 201)
    assert again == _answered(event)
    assert told[0] >= 300 or told == again
    assert _is_done(cloud, payment_id)
    cloud.sql("UPDATE ledger.outbox SET noted_at = now() - interval '2 minutes', leased_until = '-infinity'")
    assert _answered(request("GET", "/health"))[0] == 200
    status, seen = _answered(request("GET", f"/payments/{payment_id}"))
    assert (status, seen["version"]) == (200, 2)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("state", ["57P01", "40001", "55P03", None])
@pytest.mark.parametrize("name", ASKED)
def test_a_fault_of_the_database(inside: PaymentCloud, name: str, state: str | None, after: bool) -> None:
    if after and state in ("40001", "55P03"):
        pytest.skip("these say that the statement was rolled back")
    error = DatabaseError({"C": state}) if state else TimeoutError()
    for at in range(9):
        payment_id, event = _asked(name)
        fault = Fault(at, after, lasting=bool(at % 2))
        with _database_fault(fault, error):
            told = _answered(event)
        if not fault.struck:
            break
        assert _is_true(_is_done(inside, payment_id), *told), fault.struck
        _ends_well(inside, payment_id, event, told)
    else:
        raise AssertionError("the calls have no end")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("fail", [_throttled, _unanswered])
@pytest.mark.parametrize("name", ASKED)
def test_a_fault_of_a_service(inside: PaymentCloud, name: str, fail: Callable[..., None], after: bool) -> None:
    for at in range(9):
        payment_id, event = _asked(name)
        fault = Fault(at, after)
        with _service_fault(fault, fail):
            told = _answered(event)
        if not fault.struck:
            break
        assert _is_true(_is_done(inside, payment_id), *told), fault.struck
        _ends_well(inside, payment_id, event, told)
    else:
        raise AssertionError("the calls have no end")


WORSE: dict[str, Exception] = {
    "the rights are gone": DatabaseError({"C": "42501", "M": "permission denied"}),
    "the login is refused": DatabaseError({"C": "28P01"}),
    "the secret can't be read": TemporarilyUnavailable(),
    "half an answer": ValueError("Unterminated string"),
}


@pytest.mark.parametrize("worse", WORSE)
@pytest.mark.parametrize("name", [*ASKED, "a payment"])
def test_what_fails_after_a_lost_answer_does_not_say_that_nothing_was_recorded(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch, name: str, worse: str
) -> None:
    """The first attempt was done and its answer lost; the second one ends in a fault that says nothing of the first."""
    payment_id, event = _asked(name) if name in ASKED else ("", post_payment(unique(), _fresh()))
    database = wiring.ledger().database
    session, used = type(database)._session, []

    def opened(self: Any) -> Any:
        used.append(1)
        if len(used) > 1:
            raise WORSE[worse]
        return session(self)

    with monkeypatch.context() as patch, _database_fault(Fault(0, after=True, lasting=True), TimeoutError()):
        patch.setattr(type(database), "_session", opened)
        status, answer = _answered(event)
    assert (status, answer["error"]["code"]) == (503, "OUTCOME_UNKNOWN")
    assert name not in ASKED or _is_done(inside, payment_id)
    assert _answered(event)[0] in (200, 201)


def test_half_an_answer_is_not_read_by_the_next_payment(inside: PaymentCloud) -> None:
    events = [post_payment(unique(), _fresh(amount=amount)) for amount in (101, 102)]
    before = wiring.ledger().database
    with _database_fault(Fault(0, after=True), ValueError("Unterminated string")):
        status, answer = _answered(events[0])
    assert (status, answer["error"]["code"]) == (503, "OUTCOME_UNKNOWN")
    assert before._connection is None
    assert [_answered(event)[1]["amount"] for event in (events[1], events[0])] == [102, 101]


def _fresh(**changes: Any) -> dict[str, Any]:
    return payment(cardToken=f"tok_{unique()}", customerId=f"c-{unique()}", **changes)
