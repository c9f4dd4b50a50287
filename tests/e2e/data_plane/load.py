"""Callers who pay and look, one request after the other, for as long as something else happens."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.data_plane.gateway import Answer, Gateway
from tests.support.lambda_events import payment, unique

CALLERS = 4
# One request in so many pays; the others look a payment up, which costs the machine a fifth of that.
EVERY_PAYMENT = 6
PAUSE_SECONDS = 0.01
PATIENCE_SECONDS = 240


@dataclass(frozen=True, slots=True)
class Request:
    """One request: when it began, what it was, and the answer, or how it failed."""

    began: float
    pays: bool
    answer: Answer | None
    failure: str = ""

    @property
    def failed(self) -> bool:
        """Whether the caller got anything but what was asked for."""
        return self.answer is None or self.answer.status != (201 if self.pays else 200)


@dataclass(slots=True)
class Load:
    """What the callers have got so far."""

    requests: list[Request] = field(default_factory=list)

    def failures(self) -> list[Request]:
        return [request for request in self.requests if request.failed]

    def payments(self) -> list[dict[str, Any]]:
        """The answers to all that paid."""
        paid = (request for request in self.requests if request.pays and not request.failed)
        return [request.answer.content for request in paid if request.answer is not None]

    def next(self, count: int) -> list[Request]:
        """Waits for so many more requests, all of which begin from now on."""
        now = deadline = time.monotonic()
        while time.monotonic() < deadline + PATIENCE_SECONDS:
            begun = [request for request in self.requests if request.began >= now]
            if len(begun) >= count:
                return begun
            time.sleep(0.2)
        raise TimeoutError(f"{len(begun)} of {count} requests in {PATIENCE_SECONDS} s")


@contextmanager
def running_load(new_gateway: Callable[[], Gateway]) -> Iterator[Load]:
    """Callers that start now and are done with their last request when this ends."""
    load, over = Load(), threading.Event()
    callers = [threading.Thread(target=_call, args=(new_gateway(), load, over)) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    try:
        yield load
    finally:
        over.set()
        for caller in callers:
            caller.join()


def _call(gateway: Gateway, load: Load, over: threading.Event) -> None:
    path = ""
    for number in itertools.count():
        if over.wait(PAUSE_SECONDS):
            return
        began, pays = time.monotonic(), number % EVERY_PAYMENT == 0 or not path
        try:
            answer = pay(gateway) if pays else gateway.get(path)
        except OSError as failure:
            load.requests.append(Request(began, pays, None, repr(failure)))
            gateway.close()
            continue
        load.requests.append(Request(began, pays, answer))
        if pays and answer.status == 201:
            path = f"/payments/{answer.content['paymentId']}"


def pay(gateway: Gateway, **changes: Any) -> Answer:
    """A payment by somebody whom nobody has seen before, unless the changes say who it is."""
    who = {"customerId": f"customer-{unique()}", "cardToken": f"tok_{unique()}"}
    return gateway.post("/payments", payment(**{**who, **changes}), Idempotency_Key=unique())
