"""Callers who pay and look, one request after the other, for as long as something else happens."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.data_plane.gateway import Answer, Gateway
from tests.support.lambda_events import payment, unique
from tests.support.waiting import PATIENCE_SECONDS

CALLERS = 4
# One request in so many pays; the others look a payment up, which costs the machine a fifth as much.
EVERY_PAYMENT = 8
# Between two requests of a caller: when somebody waits for them, and when the load is only to be there.
HURRIED_SECONDS, CALM_SECONDS = 0.01, 0.2


@dataclass(frozen=True, slots=True)
class Request:
    """One request: when it began, what it was, when it ended, and the answer, or how it failed."""

    began: float
    pays: bool
    ended: float
    answer: Answer | None
    failure: str = ""

    @property
    def failed(self) -> bool:
        """Whether the caller got anything but what was asked for."""
        return self.answer is None or self.answer.status != (201 if self.pays else 200)

    def __str__(self) -> str:
        got = self.failure or f"{self.answer} {self.answer and self.answer.content}"
        return f"{'payment' if self.pays else 'look'} that took {self.ended - self.began:.1f} s: {got}"


@dataclass(slots=True)
class Load:
    """What the callers have got so far."""

    requests: list[Request] = field(default_factory=list)
    pause_seconds: float = CALM_SECONDS

    def failures(self) -> list[Request]:
        return [request for request in self.requests if request.failed]

    def payments(self) -> list[dict[str, Any]]:
        """The answers to all that paid."""
        paid = (request for request in self.requests if request.pays and not request.failed)
        return [request.answer.content for request in paid if request.answer is not None]

    def next(self, count: int) -> list[Request]:
        """Waits for so many more requests, all of which begin from now on. Raises TimeoutError when none comes."""
        now = last = time.monotonic()
        self.pause_seconds = HURRIED_SECONDS
        try:
            while len(begun := [request for request in self.requests if request.began >= now]) < count:
                last = max([last, *(request.ended for request in self.requests[-1:])])
                if time.monotonic() > last + 2 * PATIENCE_SECONDS:
                    raise TimeoutError(f"{len(begun)} of {count} requests, and then none")
                time.sleep(0.2)
            return begun
        finally:
            self.pause_seconds = CALM_SECONDS


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
    with closing(gateway):
        for number in itertools.count():
            if over.wait(load.pause_seconds):
                return
            request = _request(gateway, path if number % EVERY_PAYMENT else "")
            load.requests.append(request)
            if request.pays and not request.failed and request.answer is not None:
                path = f"/payments/{request.answer.content['paymentId']}"


def _request(gateway: Gateway, path: str) -> Request:
    """Looks at what is at the path, or pays where there is none."""
    began, pays = time.monotonic(), not path
    try:
        answer = pay(gateway) if pays else gateway.get(path)
    except (OSError, http.client.HTTPException) as failure:
        gateway.close()
        return Request(began, pays, time.monotonic(), None, repr(failure))
    return Request(began, pays, time.monotonic(), answer)


def pay(gateway: Gateway, **changes: Any) -> Answer:
    """A payment by somebody whom nobody has seen before, unless the changes say who it is."""
    who = {"customerId": f"customer-{unique()}", "cardToken": f"tok_{unique()}"}
    return gateway.post("/payments", payment(**{**who, **changes}), Idempotency_Key=unique())
