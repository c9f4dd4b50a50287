"""A fault at every call of the database and of AWS, before the other side has acted and after: what callers are told.

A payment that is recorded is answered as such, or not answered; a retry always ends in one whole payment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import (  # type: ignore[import-untyped]  # botocore has no types
    ClientError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.postgres_connection import LedgerConnection
from payments.payment import payment_id_of
from tests.support.function_environment import clients, restart_environment
from tests.support.lambda_events import Context, payment, post_payment, request, unique
from tests.support.payment_cloud import MERCHANT, PaymentCloud
from transaction_processing import wiring
from transaction_processing.handler import handler

pytestmark = pytest.mark.slow
_call = LedgerConnection.call

_RECORD_ALL = """
SELECT count(ledger.record_payment(jsonb_build_object(
    'paymentId', id, 'scope', '', 'idempotencyKey', id, 'fingerprint', repeat('0', 64), 'amount', 5, 'currency', 'EUR',
    'merchantId', 'shop-1', 'customerId', 'c', 'cardToken', 'tok_c', 'cardCountry', 'DE', 'decision', 'approve',
    'score', 0, 'reasons', jsonb '[]', 'createdAt', 0)))
  FROM jsonb_array_elements_text(CAST(:rows AS jsonb)) AS id
"""


def _throttled(**_: Any) -> None:
    raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "PutItem")


def _unreachable(**_: Any) -> None:
    raise EndpointConnectionError(endpoint_url="https://service.test")


def _unanswered(**_: Any) -> None:
    raise ReadTimeoutError(endpoint_url="https://service.test")


@dataclass(slots=True)
class Fault:
    """Happens at one call, counted from 0, or at all from there on. `struck` says what it hit."""

    at: int
    after: bool
    lasting: bool = False
    calls: int = 0
    struck: str = ""

    def is_now(self, name: str) -> bool:
        self.calls += 1
        now = self.calls - 1 == self.at or (self.lasting and self.calls > self.at)
        self.struck = self.struck or (name if now else "")
        return now


@contextmanager
def _database_fault(fault: Fault, error: Exception) -> Iterator[None]:
    def call(self: LedgerConnection, function: str, *arguments: str) -> Any:
        now = fault.is_now(function)
        if now and not fault.after:
            raise error
        answer = _call(self, function, *arguments)
        if now:
            raise error
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LedgerConnection, "call", call)
        yield


@contextmanager
def _service_fault(fault: Fault, fail: Any) -> Iterator[None]:
    def strike(model: Any, **_: Any) -> None:
        if fault.is_now(model.name):
            fail()

    moment = "after-call" if fault.after else "before-call"
    emitters = [one.meta.events for service in ("dynamodb", "sns") for one in clients(service)]
    for events in emitters:
        events.register_first(moment, strike)
    try:
        yield
    finally:
        for events in emitters:
            events.unregister(moment, strike)


def _answered(event: Any) -> tuple[int, dict[str, Any]]:
    answer = handler(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def _new() -> tuple[str, dict[str, Any]]:
    key = unique()
    return key, post_payment(key, payment(cardToken=f"tok_{unique()}", customerId=f"c-{unique()}"))


def _booked(cloud: PaymentCloud, key: str) -> tuple[int, int, int]:
    """Payments, entries and notes of a key. In every moment all lines together add up to nothing."""
    [[payments, entries, notes, total]] = cloud.sql(
        "SELECT (SELECT count(*) FROM ledger.payments WHERE payment_id = CAST(:id AS uuid)), "
        "(SELECT count(*) FROM ledger.entries WHERE payment_id = CAST(:id AS uuid)), "
        "(SELECT count(*) FROM ledger.outbox WHERE payment_id = CAST(:id AS uuid)), "
        "(SELECT coalesce(sum(amount), 0)::bigint FROM ledger.postings)",
        id=payment_id_of(key, MERCHANT),
    )
    assert total == 0
    return payments, entries, notes


def _is_true(cloud: PaymentCloud, key: str, told: tuple[int, dict[str, Any]]) -> bool:
    """Whether what a caller was told fits the ledger, without a retry."""
    payments, entries, _ = _booked(cloud, key)
    assert payments == entries
    if told[0] == 201:
        return payments == 1
    return told[1]["error"]["code"] == "OUTCOME_UNKNOWN" or (told[1]["error"]["code"] == "UNAVAILABLE" and not payments)


def _whole_after_a_retry(cloud: PaymentCloud, key: str, event: Any) -> None:
    status, answer = _answered(event)
    assert (status, answer["status"]) == (201, "approved")
    assert _booked(cloud, key) == (1, 1, 0)
    assert _answered(request("GET", f"/payments/{answer['paymentId']}")) == (200, answer)


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "for long"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("kind", ["lost", "canceled", "reader"])
def test_a_fault_of_the_database(inside: PaymentCloud, kind: str, after: bool, lasting: bool) -> None:
    """Lost: the connection; canceled: by the server's time-out, and rolled back; reader: after a failover."""
    errors = {
        "lost": TimeoutError(),
        "canceled": DatabaseError({"C": "57014"}),
        "reader": DatabaseError({"C": "25006"}),
    }
    if after and kind != "lost":
        pytest.skip("an error of the statement comes with its end: then it has done nothing")
    struck = []
    for at in range(10):
        key, event = _new()
        fault = Fault(at, after, lasting)
        with _database_fault(fault, errors[kind]):
            told = _answered(event)
        if not fault.struck:
            break
        struck.append((fault.struck, told[0]))
        assert _is_true(inside, key, told), fault.struck
        _whole_after_a_retry(inside, key, event)
    assert struck[0] == ("record_payment", 503 if lasting else 201)
    assert dict(struck)["settle_deliveries"] == 201
    assert len(struck) == 2


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("fail", [_throttled, _unreachable, _unanswered])
def test_a_fault_of_a_service(inside: PaymentCloud, fail: Any, after: bool) -> None:
    struck = []
    for at in range(20):
        key, event = _new()
        fault = Fault(at, after)
        with _service_fault(fault, fail):
            told = _answered(event)
        if not fault.struck:
            break
        struck.append(fault.struck)
        assert _is_true(inside, key, told), fault.struck
        _whole_after_a_retry(inside, key, event)
    assert struck[0] == "GetItem"
    assert struck[-1] == "PutItem"


def test_a_lost_answer_is_said_to_be_unknown_and_a_retry_tells(inside: PaymentCloud) -> None:
    key, event = _new()
    inside.notices()
    with _database_fault(Fault(0, after=True, lasting=True), TimeoutError()):
        status, answer = _answered(event)
    assert (status, answer["error"]["code"]) == (503, "OUTCOME_UNKNOWN")
    assert _booked(inside, key)[:2] == (1, 1)
    assert inside.notices() == []
    _whole_after_a_retry(inside, key, event)


def test_a_recorded_payment_is_answered_whatever_the_limits_are_now(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, event = _new()
    first = _answered(event)
    inside.put_merchant(MERCHANT, status="suspended")
    try:
        assert _answered(event) == first
        assert _answered(_new()[1])[1]["error"]["code"] == "MERCHANT_NOT_ACTIVE"
    finally:
        inside.put_merchant(MERCHANT)


def test_an_old_version_that_comes_late_overwrites_no_newer_record(inside: PaymentCloud) -> None:
    _, event = _new()
    payment_id = _answered(event)[1]["paymentId"]
    old = wiring.ledger().get(payment_id)
    assert old is not None
    body, headers = {"amount": 10}, {"idempotency-key": unique()}
    assert _answered(request("POST", f"/payments/{payment_id}/refunds", body=body, headers=headers))[0] == 201
    other = wiring.ledger().get(_answered(_new()[1])[1]["paymentId"])
    assert other is not None
    for late in ([old], [old, other], [other, old]):
        assert set(wiring.transactions().put(late)) == {one.payment_id for one in late}
    assert _answered(request("GET", f"/payments/{payment_id}"))[1]["refundedAmount"] == 10


def test_a_note_that_somebody_holds_delays_no_answer(inside: PaymentCloud) -> None:
    _, event = _new()
    with _service_fault(Fault(3, after=False), _throttled):
        first = _answered(event)
    with inside.postgres.session(inside.database) as holder:
        holder.run("BEGIN")
        held = holder.run(
            "SELECT 1 FROM ledger.outbox WHERE payment_id = CAST(:id AS uuid) FOR UPDATE", id=first[1]["paymentId"]
        )
        assert (first[0], held) == (201, [[1]])
        counted = Fault(10**9, after=False)
        with _database_fault(counted, TimeoutError()):
            assert _answered(event) == first
        # The claim that finds the payment, and one try to remove the note: none waits and is repeated.
        assert counted.calls == 2
        holder.run("ROLLBACK")
    assert _answered(event) == first
    assert inside.sql("SELECT * FROM ledger.outbox") == []


def test_a_full_outbox_is_drained_a_hundred_at_a_time(inside: PaymentCloud) -> None:
    """Three calls for a hundred payments: a lease, a transaction of DynamoDB, a removal."""
    restart_environment()
    _answered(_new()[1])
    inside.sql(
        "INSERT INTO ledger.outbox (payment_id, noted_at) "
        "SELECT payment_id, now() - interval '1 hour' FROM ledger.payments ON CONFLICT DO NOTHING"
    )
    for _ in range(4):
        rows = json.dumps([payment_id_of(unique()) for _ in range(100)])
        inside.sql(_RECORD_ALL, rows=rows)
    inside.sql("UPDATE ledger.outbox SET noted_at = now() - interval '1 hour'")
    [[waiting]] = inside.sql("SELECT count(*) FROM ledger.outbox")
    counted = Fault(10**9, after=False)
    with _database_fault(counted, TimeoutError()):
        assert _answered(request("GET", "/health"))[0] == 200
    assert inside.sql("SELECT * FROM ledger.outbox") == []
    rounds = -(-waiting // 100)
    # A lease and a removal for each round, the lease that finds nothing, and the state of the outbox.
    assert counted.calls in (2 * rounds + 2, 2 * rounds + 4)
