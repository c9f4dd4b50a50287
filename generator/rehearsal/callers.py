"""Run callers who pay, read, refund and retry: at random, on either side, or on both at once.

A caller goes by the rule of the API: whatever the answer is, the same key until it is known what became of it.
"""

from __future__ import annotations

import random
import secrets
import string
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from generator.rehearsal.client import Client
from generator.rehearsal.exchanges import Exchange, ExchangeLog

COLOURS = ("blue", "green")
MERCHANTS = ("shop-1", "shop-2", "shop-3")
CALLERS = 4
# Between two requests of a caller, so that two cores have time for what answers them.
PAUSE_SECONDS = 0.05
LONGEST_BACKOFF_SECONDS = 4.0
# Of a hundred turns of a caller.
PAYS, REFUNDS, EARLIER = 45, 6, 3
# Of a hundred payments: repeated at once on both sides; repeated a little later, on the other side.
AT_ONCE, LATER = 12, 25
SETTLE_SECONDS = 120.0


@dataclass(slots=True)
class Callers:
    """All callers. `refunds`: whether the API has a route for them; `colours`: those that can be named; `earlier`: what
    was paid before there were claims, which is repeated, too; `bodies`: what was asked for by each key."""

    new_client: Callable[[], Client]
    exchange_log: ExchangeLog
    refunds: bool = True
    pause_seconds: float = PAUSE_SECONDS
    over: threading.Event = field(default_factory=threading.Event)
    colours: Sequence[str] = COLOURS
    earlier: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    open_keys: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    bodies: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)

    def settle(self) -> int:
        """Repeat each key of unknown outcome until that is known; return the number of keys that are still open."""
        deadline = time.monotonic() + SETTLE_SECONDS
        with closing(self.new_client()) as client:
            while self.open_keys and time.monotonic() < deadline:
                for key, asked in list(self.open_keys.items()):
                    if is_known(_send(client, key, asked)):
                        self.open_keys.pop(key, None)
                time.sleep(0.2 if self.open_keys else 0)
        return len(self.open_keys)

    def read_payments(self, payments: Sequence[str], clients: int = CALLERS) -> None:
        """Read each of these payments, again while nobody is able to answer."""
        self._each(payments, lambda client, payment: client.read(payment), clients)

    def repeat(self, keys: Sequence[str], clients: int = CALLERS) -> None:
        """Repeat each of these keys with what was asked for by it, again while nobody is able to answer."""
        self._each(keys, lambda client, key: client.pay(key, self.bodies[key]), clients)

    def _each(self, ones: Sequence[str], ask: Callable[[Client, str], Exchange], clients: int) -> None:
        shares = [ones[number::clients] for number in range(clients)]
        threads = [threading.Thread(target=self._asked, args=(share, ask), daemon=True) for share in shares]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _asked(self, ones: Sequence[str], ask: Callable[[Client, str], Exchange]) -> None:
        deadline = time.monotonic() + SETTLE_SECONDS
        with closing(self.new_client()) as client:
            for one in ones:
                while ask(client, one).status not in range(200, 500) and time.monotonic() < deadline:
                    time.sleep(0.2)


@contextmanager
def running_callers(crowd: Callers, callers: int = CALLERS) -> Iterator[Callers]:
    """Run callers until the body ends; then each ends its last request, unless the body has failed."""
    crowd.over.clear()
    threads = [threading.Thread(target=_call, args=(crowd, number), daemon=True) for number in range(callers)]
    for thread in threads:
        thread.start()
    try:
        yield crowd
    except BaseException:
        # Nobody waits for their answers any more.
        crowd.over.set()
        raise
    crowd.over.set()
    for thread in threads:
        thread.join()


def is_known(exchange: Exchange) -> bool:
    """Return whether a caller knows what became of a request: it succeeded, or was refused for good."""
    return exchange.succeeded or 400 <= exchange.status < 500


def payment_body(rng: random.Random) -> dict[str, Any]:
    """Return a payment by somebody whom nobody has seen before: nothing is declined for its frequency."""
    return {
        "amount": rng.randint(100, 20_000),
        "currency": "EUR",
        "merchantId": rng.choice(MERCHANTS),
        "customerId": f"customer-{letters()}",
        "cardToken": f"tok_{letters()}",
        "cardCountry": "DE",
        "reference": "rehearsal",
    }


def letters() -> str:
    """Return random letters; digits could be taken for a card number now and then."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(24))


def _call(crowd: Callers, number: int) -> None:
    rng = random.Random(secrets.randbits(64) + number)
    try:
        with closing(crowd.new_client()) as client, closing(crowd.new_client()) as twin:
            while not crowd.over.wait(crowd.pause_seconds * rng.uniform(0.5, 1.5)):
                _turn(crowd, client, twin, rng)
    except Exception as fault:  # raised where the callers are waited for: unseen, it would make the load lighter
        crowd.faults.append(fault)


def _turn(crowd: Callers, client: Client, twin: Client, rng: random.Random) -> None:
    drawn, known = rng.randrange(100), crowd.exchange_log.payments()
    if drawn < PAYS or not known:
        _pay(crowd, client, twin, rng)
    elif drawn < PAYS + REFUNDS and crowd.refunds:
        _refund(crowd, client, rng, rng.choice(known))
    elif drawn < PAYS + REFUNDS + EARLIER and crowd.earlier:
        key, body = rng.choice(crowd.earlier)
        client.pay(key, body, _side(crowd, rng))
    else:
        # What is new is looked at most: it is where a copy that lags would show.
        recent = known[-20:] if rng.random() < 0.7 else known
        client.read(_id(rng.choice(recent)), _side(crowd, rng))


def _pay(crowd: Callers, client: Client, twin: Client, rng: random.Random) -> None:
    key, body = f"key-{letters()}", payment_body(rng)
    asked = {"pay": body}
    drawn = rng.randrange(100)
    crowd.open_keys[key], crowd.bodies[key] = asked, body
    if drawn < AT_ONCE:
        # Both sides get the key at the same moment.
        other = threading.Thread(target=twin.pay, args=(key, body, crowd.colours[-1]), daemon=True)
        other.start()
        client.pay(key, body, crowd.colours[0])
        other.join()
    exchange = _until_known(crowd, client, rng, key, asked)
    if exchange is not None and exchange.succeeded and AT_ONCE <= drawn < AT_ONCE + LATER:
        crowd.over.wait(rng.uniform(0, 0.5))
        client.pay(key, body, _other(crowd, exchange.colour))


def _refund(crowd: Callers, client: Client, rng: random.Random, payment: Exchange) -> None:
    key = f"refund-{letters()}"
    asked = {"refund": {"amount": 1, "paymentId": _id(payment)}}
    crowd.open_keys[key] = asked
    exchange = _until_known(crowd, client, rng, key, asked)
    if exchange is not None and exchange.succeeded and rng.random() < 0.5:
        _send(client, key, asked, _other(crowd, exchange.colour))


def _until_known(
    crowd: Callers, client: Client, rng: random.Random, key: str, asked: Mapping[str, Any]
) -> Exchange | None:
    """Repeat with growing pauses, on whichever side; what is open when time is over is for `settle`."""
    pause = 0.1
    while True:
        exchange = _send(client, key, asked, _side(crowd, rng))
        if is_known(exchange):
            crowd.open_keys.pop(key, None)
            return exchange
        if crowd.over.wait(pause * rng.uniform(0.5, 1.5)):
            return None
        pause = min(pause * 2, LONGEST_BACKOFF_SECONDS)


def _send(client: Client, key: str, asked: Mapping[str, Any], colour: str = "") -> Exchange:
    if "pay" in asked:
        return client.pay(key, asked["pay"], colour)
    refund = asked["refund"]
    return client.refund(refund["paymentId"], key, refund["amount"], colour)


def _side(crowd: Callers, rng: random.Random) -> str:
    """Mostly where the weights lead; now and then a side that is named."""
    return rng.choice(crowd.colours) if rng.random() < 0.2 else ""


def _other(crowd: Callers, colour: str) -> str:
    return next((one for one in crowd.colours if one != colour), colour)


def _id(exchange: Exchange) -> str:
    return str((exchange.content or {})["paymentId"])
