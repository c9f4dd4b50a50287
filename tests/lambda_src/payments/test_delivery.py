"""Deliveries in memory: what is settled, what is left to others, and when none is begun."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from payments.delivery import Delivery
from payments.errors import TemporarilyUnavailable
from payments.payment import Payment
from tests.support.concurrent_payments import new_payment


@dataclass
class Others:
    """Outbox, records and topic in one. `poisoned`: its record breaks; `away`: nobody answers."""

    waiting: list[Payment] = field(default_factory=list)
    poisoned: str = ""
    away: bool = False
    released: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    puts: int = 0

    def lease(self, limit: int) -> Sequence[Payment]:
        return [one for one in self.waiting if one.payment_id not in self.released][:limit]

    def settle(self, payments: Sequence[Payment]) -> Collection[str]:
        gone = {one.payment_id for one in payments} & {one.payment_id for one in self.waiting}
        self.waiting = [one for one in self.waiting if one.payment_id not in gone]
        return gone

    def release(self, payments: Sequence[Payment]) -> None:
        self.released += [one.payment_id for one in payments]

    def put(self, payments: Sequence[Payment]) -> Collection[str]:
        self.puts += 1
        if self.away:
            raise TemporarilyUnavailable
        if any(one.payment_id == self.poisoned for one in payments):
            raise ValueError(self.poisoned)
        return [one.payment_id for one in payments]

    def publish_declined(self, payments: Sequence[Payment]) -> Collection[str]:
        self.told += [one.payment_id for one in payments]
        return self.told

    def count_declined(self, payment: Payment) -> None:
        self.counted.append(payment.payment_id)


def _delivery(others: Others, remaining: float = 20.0) -> tuple[Delivery, list[Exception]]:
    reported: list[Exception] = []
    delivery = Delivery(
        outbox=others, projection=others, notifications=others, remaining=lambda: remaining, report=reported.append
    )
    return delivery, reported


def _declined(key: str) -> Payment:
    payment = new_payment(key)
    return replace(payment, assessment=replace(payment.assessment, decision="decline"))


def test_what_breaks_holds_up_none_of_the_others() -> None:
    payments = [new_payment(f"key-{number}") for number in range(5)]
    others = Others(waiting=list(payments), poisoned=payments[2].payment_id)
    delivery, reported = _delivery(others)
    assert delivery.drain(4) == 4
    assert others.waiting == [payments[2]]
    assert {type(fault) for fault in reported} == {ValueError}


def test_while_nobody_answers_it_is_tried_once_and_left() -> None:
    others = Others(waiting=[new_payment(f"key-{number}") for number in range(5)], away=True)
    delivery, _ = _delivery(others)
    assert delivery.drain(4) == 0
    assert (others.puts, len(others.released)) == (1, 5)


def test_no_delivery_is_begun_when_the_answer_needs_the_time() -> None:
    others = Others()
    delivery, _ = _delivery(others, remaining=1.0)
    assert delivery.attempt([new_payment("key")]) == []
    assert others.puts == 0


def test_of_two_deliveries_of_a_declined_payment_one_counts() -> None:
    declined = _declined("key")
    others = Others(waiting=[declined])
    delivery, _ = _delivery(others)
    for _ in range(2):
        delivery.attempt([declined])
    assert others.told == [declined.payment_id] * 2
    assert others.counted == [declined.payment_id]
