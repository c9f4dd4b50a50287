"""The stand-in on-premises: what callers get, what is booked, and the faults that can be planted."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest

from generator.rehearsal.certificates import Authority
from generator.rehearsal.on_premises import OnPremises, running_on_premises
from generator.rehearsal.on_premises_faults import Fault
from generator.rehearsal.on_premises_ledger import REVIEWED_FROM, payment_id_of
from generator.rehearsal.postgres import Postgres
from payments.payment import payment_id_of as our_payment_id_of
from tests.support.waiting import PATIENCE_SECONDS, wait_until

BODY = {"merchantId": "shop-1", "customerId": "c-1", "amount": 1250, "currency": "EUR", "cardToken": "tok_1"}


@dataclass(frozen=True)
class Caller:
    """Somebody who trusts the stand-in's authority."""

    system: OnPremises
    context: ssl.SSLContext

    seconds: float = PATIENCE_SECONDS

    def call(self, method: str, path: str, body: Any = None, *, key: str = "", address: int = 0) -> tuple[int, Any]:
        """The status and the content of an answer. An answer that takes more than so many seconds is none."""
        host, _, port = self.system.addresses[address].rpartition(":")
        connection = http.client.HTTPSConnection(host, int(port), context=self.context, timeout=self.seconds)
        try:
            connection.request(method, path, json.dumps(body), {"Idempotency-Key": key} if key else {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def pay(self, key: str, **changes: Any) -> tuple[int, Any]:
        return self.call("POST", "/payments", {**BODY, **changes}, key=key)

    def sales(self) -> int:
        with self.system.ledger._session() as session:
            return int(session.run("SELECT count(*) FROM payments.entries WHERE kind = 'sale'")[0][0])


@pytest.fixture
def caller(postgres: Postgres) -> Iterator[Caller]:
    authority = Authority()
    trusting = ssl.create_default_context(cadata=authority.certificate.decode())
    with running_on_premises(partial(postgres.connect, postgres.new_database()), authority) as running:
        yield Caller(running, trusting)


def test_both_systems_give_a_key_the_same_id() -> None:
    assert payment_id_of("shop-1", "key-1") == our_payment_id_of("key-1", "shop-1")


def test_a_key_is_booked_once_however_many_ask_at_once_at_whichever_address(caller: Caller) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(caller.call, "POST", "/payments", BODY, key="k", address=n % 2) for n in range(16)]
    answers = [done.result() for done in asked]
    assert {status for status, _ in answers} == {201}
    assert {content["paymentId"] for _, content in answers} == {payment_id_of("shop-1", "k")}
    assert caller.sales() == 1
    assert caller.call("GET", f"/payments/{payment_id_of('shop-1', 'k')}") == (200, answers[0][1])


def test_another_payment_under_a_used_key_is_refused_and_what_is_not_there_is_not_found(caller: Caller) -> None:
    caller.pay("k")
    assert caller.pay("k", amount=1)[0] == 422
    assert caller.call("GET", f"/payments/{payment_id_of('shop-1', 'never')}")[0] == 404
    assert caller.call("GET", "/payments/no-id")[0] == 404
    assert caller.call("POST", "/payments", BODY)[0] == 400
    assert caller.sales() == 1


def test_refunds_reversals_and_decisions_count_once(caller: Caller) -> None:
    paid, turned, looked_at = (
        caller.pay(key, **changes)[1]["paymentId"]
        for key, changes in {"a": {}, "b": {}, "c": {"amount": REVIEWED_FROM}}.items()
    )
    refund = [caller.call("POST", f"/payments/{paid}/refunds", {"amount": 1000}, key="r") for _ in range(2)]
    assert refund[0] == refund[1]
    assert refund[0][0] == 201
    assert caller.call("POST", f"/payments/{paid}/refunds", {"amount": 1000}, key="s")[0] == 409
    assert caller.call("POST", f"/payments/{turned}/reversal", {}, key="t")[0] == 201
    assert caller.call("POST", f"/payments/{looked_at}/decision", {"decision": "approve"})[1]["status"] == "approved"
    assert caller.call("POST", f"/payments/{looked_at}/decision", {"decision": "decline"})[0] == 409
    assert [caller.call("GET", f"/payments/{one}")[1]["status"] for one in (paid, turned)] == ["approved", "reversed"]
    assert caller.call("GET", f"/payments/{paid}")[1]["refundedAmount"] == 1000


def test_a_list_is_newest_first_and_goes_on_at_its_cursor(caller: Caller) -> None:
    paid = [caller.pay(f"k-{number}")[1]["paymentId"] for number in range(5)]
    first = caller.call("GET", "/merchants/shop-1/payments?limit=3")[1]
    cursor = quote(first["nextCursor"])
    second = caller.call("GET", f"/merchants/shop-1/payments?limit=3&cursor={cursor}")[1]
    assert [one["paymentId"] for one in first["payments"] + second["payments"]] == paid[::-1]
    assert second["nextCursor"] is None


@pytest.mark.parametrize(
    ("fault", "booked"),
    [("hang before booking", 0), ("hang after booking", 1), ("break after booking", 1)],
)
def test_a_planted_fault_leaves_the_caller_without_an_answer(caller: Caller, fault: Fault, booked: int) -> None:
    caller.system.faults.plant(fault)
    with pytest.raises((OSError, http.client.HTTPException)):
        replace(caller, seconds=2).pay("k")
    wait_until(lambda: caller.sales() == booked, f"{booked} booked")
    assert caller.pay("k")[0] == 201
    assert caller.sales() == 1
    assert caller.system.faults.happened == {fault: 1}


def test_an_address_that_is_closed_refuses_while_the_other_answers_and_opens_again(caller: Caller) -> None:
    caller.system.close_address(0)
    with pytest.raises(ConnectionRefusedError):
        caller.pay("k")
    assert caller.call("POST", "/payments", BODY, key="k", address=1)[0] == 201
    caller.system.open_address(0)
    assert caller.pay("k")[0] == 201


def test_with_mutual_tls_nobody_without_a_certificate_is_answered(postgres: Postgres) -> None:
    authority = Authority()
    trusting = ssl.create_default_context(cadata=authority.certificate.decode())
    database = partial(postgres.connect, postgres.new_database())
    with (
        running_on_premises(database, authority, mutual=True) as system,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        Caller(system, trusting).call("GET", "/health")
