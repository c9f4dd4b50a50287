"""Twins at the same instant through both colours, retries that cross, and everything that can fail between: counted.

PAYMENTS_ATTACKED says how many payments; over both ledgers none is doubled, lost or invisible.
"""

from __future__ import annotations

import json
import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from moto.dynamodb.responses import DynamoHandler

from generator.rehearsal import on_premises_faults
from payments.claims import BLUE, GREEN
from tests.lambda_src.payment_relay.two_functions import COLOURS, create_event, get_event
from tests.support.payment_cloud import PaymentCloud
from tests.support.pools import Killed, Pool
from tests.support.two_systems import BLUE_FUNCTION, CLAIMS, GREEN_FUNCTION, TwoSystems, two_systems

pytestmark = pytest.mark.slow
PAYMENTS = int(os.environ.get("PAYMENTS_ATTACKED", "120"))
CALLERS = 8
MOST_TRIES = 60
KILLS_IN_A_HUNDRED = 2
HANDLERS = {BLUE: "payment_relay.handler.handler", GREEN: "transaction_processing.handler.handler"}
FAULTS: tuple[on_premises_faults.Fault, ...] = (
    "hang before booking",
    "hang after booking",
    "break after booking",
    "fail before booking",
)
BETWEEN = ("throttled", "answer lost", "crashed after")


@contextmanager
def _unsteady_claims(table: str, struck: Counter[str]) -> Iterator[None]:
    """Calls for the table of claims are throttled, or done and not answered; botocore repeats some of them."""
    plain = DynamoHandler.call_action

    def call_action(self: DynamoHandler) -> Any:
        chance = random.randrange(100) if getattr(self, "params", {}).get("TableName") == table else 100
        if chance < 3:
            struck["claims throttled"] += 1
            kind = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"
            return 400, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps({"__type": kind, "message": ""})
        answer = plain(self)
        if chance < 6:
            struck["claims not answered"] += 1
            return 500, {"Content-Type": "application/x-amz-json-1.0"}, "{}"
        return answer

    DynamoHandler.call_action = call_action  # type: ignore[method-assign]  # moto's server runs in this process
    try:
        yield
    finally:
        DynamoHandler.call_action = plain  # type: ignore[method-assign]  # as it was


@dataclass(slots=True)
class Outages:
    """Addresses on-premises that refuse connections for a moment; those that are open break."""

    systems: TwoSystems
    number: int = 0
    _one: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, address: int) -> None:
        """Unless there is one."""
        if self._one.acquire(blocking=False):
            self.number += 1
            self.systems.on_premises.close_address(address)
            threading.Timer(random.uniform(0.05, 0.5), self._end, [address]).start()

    def _end(self, address: int) -> None:
        self.systems.on_premises.open_address(address)
        self._one.release()

    def wait(self) -> None:
        """Until there is none."""
        with self._one:
            return


@dataclass(slots=True)
class Counted:
    """What callers saw. `answered` has the payment of each 201, by its id."""

    numbers: Counter[str] = field(default_factory=Counter)
    answered: dict[str, Any] = field(default_factory=dict)
    missed: list[Any] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, **numbers: int) -> None:
        with self.lock:
            self.numbers.update(numbers)


@pytest.fixture(scope="module")
def systems(cloud: PaymentCloud) -> Iterator[TwoSystems]:
    with two_systems(cloud) as systems:
        yield systems


@pytest.fixture(scope="module")
def fronts(systems: TwoSystems, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Pool]]:
    """The environments that callers reach. Who is handed over is answered by others, which wait for nobody."""
    folder = tmp_path_factory.mktemp("logs")
    variables = {**systems.variables, "RELAY_TIMEOUT_SECONDS": "3", "MIGRATION_READS": "owner"}
    with ExitStack() as stack:
        front, back = (
            {side: Pool(HANDLERS[side], variables, folder, stack).start(2) for side in COLOURS} for _ in range(2)
        )
        systems.invocations.functions |= {GREEN_FUNCTION: back[GREEN].invoke, BLUE_FUNCTION: back[BLUE].invoke}
        yield front
        for pool in (*front.values(), *back.values()):
            for log in pool.logs:
                assert "tok_" not in log.read_text()


def test_over_both_ledgers_each_payment_is_booked_once_and_seen(
    systems: TwoSystems, fronts: dict[str, Pool], record_property: Callable[[str, object], None]
) -> None:
    chance, counted = random.Random(16), Counted()
    payments = [create_event() for _ in range(PAYMENTS)]
    # Twins side by side meet at the same moment, mostly on both sides.
    requests = [(*payment, chance.sample(COLOURS, 2)[twin % 2]) for payment in payments for twin in range(2)]
    outages, struck = Outages(systems), Counter[str]()
    with _unsteady_claims(systems.cloud.name(CLAIMS), struck), ThreadPoolExecutor(CALLERS) as callers:
        for done in [callers.submit(_pay, outages, fronts, counted, *request) for request in requests]:
            done.result()
    outages.wait()
    booked = systems.booked()
    ids = {payment_id for payment_id, _ in payments}
    numbers = {
        "payments": len(ids),
        **counted.numbers,
        "handed over": sum(systems.invocations.calls.values()),
        "faults on-premises": systems.on_premises.faults.happened.total(),
        "outages on-premises": outages.number,
        **struck,
        "kills": sum(pool.kills for pool in fronts.values()),
        "by blue": sum(claim["colour"] == BLUE for claim in systems.claims().values()),
        "unknown at the end": sum("outcomeUnknown" in claim for claim in systems.claims().values()),
        "doubled": sum(count > 1 for count in booked.values()),
        "lost": len(ids - booked.keys()),
    }
    record_property("counted", f"two systems of record: {numbers}")
    assert (numbers["doubled"], numbers["lost"], counted.missed) == (0, 0, [])
    assert counted.answered.keys() == ids
    assert 0 < numbers["by blue"] < PAYMENTS
    assert counted.numbers["crossings"]
    for payment_id, claim in systems.claims().items():
        assert systems.colours_of(payment_id) == claim["colour"]


def _pay(outages: Outages, fronts: dict[str, Pool], counted: Counted, payment_id: str, event: Any, side: str) -> None:
    """Until it is answered, on whichever side the balancer sends the next try to; then it must be there on both."""
    chance = random.Random()
    for number in range(MOST_TRIES):
        _plant(outages, chance)
        status, answer = _asked(fronts[side], event, chance)
        counted.add(requests=1, retries=number > 0, unknown=answer.get("error", {}).get("code") == "OUTCOME_UNKNOWN")
        if status == 201:
            _seen(fronts, counted, payment_id, answer)
            return
        assert status in (502, 503), answer
        following = chance.choice(COLOURS)
        counted.add(crossings=following != side)
        side = following
    raise AssertionError("never answered")


def _seen(fronts: dict[str, Pool], counted: Counted, payment_id: str, answer: dict[str, Any]) -> None:
    assert answer["paymentId"] == payment_id
    with counted.lock:
        first = counted.answered.setdefault(payment_id, answer)
    assert answer == first
    for side in COLOURS:
        for _ in range(MOST_TRIES):
            status, seen = _asked(fronts[side], get_event(payment_id), None)
            if status not in (502, 503):
                break
        if (status, seen) != (200, answer):
            counted.missed.append((side, status, seen, answer))
        counted.add(looks=1, invisible=(status, seen) != (200, answer))


def _asked(pool: Pool, event: Any, chance: random.Random | None) -> tuple[int, dict[str, Any]]:
    kill = chance is not None and chance.randrange(100) < KILLS_IN_A_HUNDRED
    try:
        answer = pool.invoke(event, kill_after_seconds=random.uniform(0, 0.3) if kill else None)
    except Killed:
        return 502, {}
    return answer["statusCode"], json.loads(answer["body"])


def _plant(outages: Outages, chance: random.Random) -> None:
    systems = outages.systems
    if chance.randrange(100) < 4:
        outages.begin(chance.randrange(2))
    if chance.randrange(100) < 6:
        systems.on_premises.faults.plant(chance.choice(FAULTS))
    if chance.randrange(100) < 6:
        systems.invocations.plant(chance.choice(BETWEEN))  # type: ignore[arg-type]  # each is a fault
