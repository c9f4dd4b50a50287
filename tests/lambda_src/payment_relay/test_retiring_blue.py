"""Callers who go on while on-premises is closed, kept and gone, on functions of which some are a release behind.

Drawn by a seed: keys repeated on either side, other bodies under them, refunds, looks; answers lost on the way, claims
that nobody can make, functions that end between a claim and what follows it.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from adapters.claims import DynamoClaims
from payment_relay.on_premises import OnPremisesClient
from payments.errors import TemporarilyUnavailable
from tests.lambda_src.payment_relay.test_on_premises_payments import forget, gone, kept
from tests.lambda_src.payment_relay.two_functions import (
    COLOURS,
    create_event,
    follow_up_event,
    get_event,
    invoke,
    list_event,
)
from tests.support.function_environment import restart_environment
from tests.support.lambda_events import unique
from tests.support.two_systems import TwoSystems

TURNS = 60
FAULTS = ("", "", "", "answer lost", "throttled", "killed", "hangs", "breaks")


@dataclass(slots=True)
class Callers:
    """What they have asked for, and what they were told of it."""

    systems: TwoSystems
    rng: random.Random
    merchant: str
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    sides: tuple[str, ...] = COLOURS

    def turn(self) -> None:
        drawn, known = self.rng.randrange(10), sorted(self.events)
        side = self.rng.choice(self.sides)
        if drawn < 4 or not known:
            payment_id, event = create_event(merchantId=self.merchant)
            self.events[payment_id] = event
            self.pay(payment_id, side)
        elif drawn < 7:
            self.pay(self.rng.choice(known), side)
        elif drawn < 8:
            self.pay_otherwise(self.rng.choice(known), side)
        elif drawn < 9 and self.answered:
            invoke(side, follow_up_event(self.rng.choice(sorted(self.answered)), "refunds", {"amount": 1}))
        elif self.answered:
            self.look(self.rng.choice(sorted(self.answered)), side)

    def pay(self, payment_id: str, side: str) -> None:
        status, body = invoke(side, self.events[payment_id])
        if status == 201:
            first = self.answered.setdefault(payment_id, body)
            if (first["paymentId"], first["createdAt"]) != (body["paymentId"], body["createdAt"]):
                self.wrong.append(f"{payment_id} is another payment now: {first}, {body}")
        elif payment_id in self.answered and status < 500:
            self.wrong.append(f"{payment_id} was answered, and is refused: {body}")

    def pay_otherwise(self, payment_id: str, side: str) -> None:
        event = self.events[payment_id]
        asked = json.loads(event["body"])
        other = {**event, "body": json.dumps({**asked, "amount": asked["amount"] + 1})}
        status, body = invoke(side, other)
        if payment_id in self.answered and (status == 201 or status not in (422, 500, 503, 504)):
            self.wrong.append(f"another amount under the key of {payment_id}: {status} {body}")
        if status == 201:
            # The first of the key, as its own body was refused or never came through.
            self.events[payment_id] = other
            self.answered[payment_id] = body

    def look(self, payment_id: str, side: str) -> None:
        status, body = invoke(side, get_event(payment_id))
        if status not in (200, 500, 503):
            self.wrong.append(f"{payment_id} was answered, and is not found: {status} {body}")

    def settle(self) -> None:
        for payment_id in self.events:
            self.pay(payment_id, self.rng.choice(self.sides))


@contextmanager
def broken_somewhere(callers: Callers) -> Iterator[None]:
    """One fault, for one turn."""
    fault, systems = callers.rng.choice(FAULTS), callers.systems
    with pytest.MonkeyPatch.context() as patch:
        if fault == "answer lost":
            systems.invocations.plant("answer lost")
        elif fault == "throttled":
            patch.setattr(DynamoClaims, callers.rng.choice(("claim", "find", "record_outcome")), _away)
        elif fault == "killed":
            # Claimed, and nothing of what follows: neither sent nor noted.
            patch.setattr(OnPremisesClient, "send", _away)
            patch.setattr(DynamoClaims, "record_outcome", _away)
        elif fault in ("hangs", "breaks"):
            systems.on_premises.faults.plant("break after booking" if fault == "breaks" else "fail before booking")
        yield
    systems.let_pass()


def _away(*_: object, **__: object) -> None:
    raise TemporarilyUnavailable


def listed(merchant: str) -> Counter[str]:
    """All pages of the list that is left."""
    found: Counter[str] = Counter()
    cursor: str | None = ""
    while cursor is not None:
        status, body = invoke("green", list_event(merchant, limit="7", **({"cursor": cursor} if cursor else {})))
        assert status == 200, body
        found.update(payment["paymentId"] for payment in body["payments"])
        cursor = body["nextCursor"]
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_doubled_lost_or_hidden_while_blue_ends(
    systems: TwoSystems, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    merchant = f"shop-{unique()}"
    systems.cloud.put_merchant(merchant)
    callers = Callers(systems, random.Random(seed), merchant)
    for turn in range(TURNS * 2):
        if turn > TURNS:
            # While it is closed, an execution environment of before may still answer.
            monkeypatch.setenv("RELAY_READ_ONLY", callers.rng.choice(("true", "true", "false")))
            restart_environment()
        with broken_somewhere(callers):
            callers.turn()
    # An open claim of blue's that nobody sent is its owner's until it is closed.
    monkeypatch.setenv("RELAY_READ_ONLY", "false")
    restart_environment()
    callers.settle()
    for payment_id in callers.rng.sample(sorted(callers.answered), 5):
        if systems.colours_of(payment_id) == "blue":
            forget(systems, payment_id)
    monkeypatch.setenv("RELAY_READ_ONLY", "true")
    with gone(systems, earlier=callers.rng.choice(("ask", "ignore"))):
        found = kept(systems)
        assert (found["conflicts"], found["unfit"]) == (0, 0), json.dumps(found["listed"])
        callers.sides = ("green",)
        for _ in range(TURNS):
            with broken_somewhere(callers):
                callers.turn()
        callers.settle()
        for payment_id in callers.answered:
            callers.look(payment_id, "green")
        lists = listed(merchant)
    assert callers.wrong == []
    booked = {payment_id: count for payment_id, count in systems.booked().items() if payment_id in callers.events}
    assert {payment_id for payment_id, count in booked.items() if count > 1} == set(), "doubled"
    assert {*callers.answered} - {*booked} == set(), "lost"
    assert {payment_id for payment_id in callers.answered if lists[payment_id] != 1} == set(), "not listed once"
    blue = [payment_id for payment_id in callers.answered if systems.colours_of(payment_id) == "blue"]
    assert len(blue) > 5
    assert len(callers.answered) - len(blue) > 5
