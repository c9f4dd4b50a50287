"""A call whose answer was lost is made once; one that failed, or only reads, is made again."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from generator.verify.emulators.retry_cache import INVOCATION, KEPT, RetryCache

# Asks as many times at once as there are keys, and returns status and body of each answer.
Ask = Callable[..., list[tuple[int, bytes]]]


def over_wsgi(statuses: Sequence[int], reached: list[Any], seconds: float) -> Ask:
    """Asks an application that answers with each status in turn, and with the last one for ever."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        reached.append(environ.get("HTTP_AMZ_SDK_INVOCATION_ID"))
        number = len(reached)
        time.sleep(seconds)
        start_response(f"{statuses[min(number, len(statuses)) - 1]} AS IT IS", [])
        return [b"answer ", str(number).encode()]

    served = RetryCache().around_wsgi(application)

    def asked(key: str | None, method: str, answers: list[tuple[int, bytes]]) -> None:
        said: list[str] = []
        named = {} if key is None else {"HTTP_AMZ_SDK_INVOCATION_ID": key}
        body = b"".join(served({"REQUEST_METHOD": method, **named}, lambda status, _: said.append(status)))
        answers.append((int(said[0][:3]), body))

    def ask(*keys: str | None, method: str = "POST") -> list[tuple[int, bytes]]:
        answers: list[tuple[int, bytes]] = []
        attempts = [threading.Thread(target=asked, args=(key, method, answers)) for key in keys]
        for attempt in attempts:
            attempt.start()
        for attempt in attempts:
            attempt.join()
        return answers

    return ask


def over_asgi(statuses: Sequence[int], reached: list[Any], seconds: float) -> Ask:
    """The same in ASGI."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        reached.append(dict(scope["headers"]).get(INVOCATION.encode(), b"").decode() or None)
        number = len(reached)
        await asyncio.sleep(seconds)
        await send({"type": "http.response.start", "status": statuses[min(number, len(statuses)) - 1]})
        await send({"type": "http.response.body", "body": b"answer ", "more_body": True})
        await send({"type": "http.response.body", "body": str(number).encode()})

    served = RetryCache().around_asgi(application)

    async def asked(key: str | None, method: str) -> tuple[int, bytes]:
        messages: list[Any] = []

        async def send(message: Any) -> None:
            messages.append(message)

        headers = [] if key is None else [(INVOCATION.encode(), key.encode())]
        await served({"type": "http", "method": method, "headers": headers}, None, send)  # type: ignore[arg-type]
        return messages[0]["status"], b"".join(message["body"] for message in messages[1:])

    async def together(keys: Sequence[str | None], method: str) -> list[tuple[int, bytes]]:
        return list(await asyncio.gather(*(asked(key, method) for key in keys)))

    return lambda *keys, method="POST": asyncio.run(together(keys, method))


@pytest.fixture(params=[over_wsgi, over_asgi])
def asking(request) -> Callable[..., tuple[Ask, list[Any]]]:
    """Makes an application, and returns how to ask it and who has reached it."""

    def of(*statuses: int, seconds: float = 0.0) -> tuple[Ask, list[Any]]:
        reached: list[Any] = []
        return request.param(statuses, reached, seconds), reached

    return of


def test_a_call_that_went_well_is_answered_again_and_not_made_again(asking):
    ask, reached = asking(200)
    assert ask("a") == ask("a") == [(200, b"answer 1")]
    assert reached == ["a"]


@pytest.mark.parametrize("status", [400, 500])
def test_a_call_that_failed_is_made_again(asking, status):
    ask, _ = asking(status, 200)
    assert ask("a") == [(status, b"answer 1")]
    assert ask("a") == [(200, b"answer 2")]


@pytest.mark.parametrize(("one", "other"), [("a", "b"), (None, None)])
def test_other_calls_and_those_without_a_name_are_made_each(asking, one, other):
    ask, reached = asking(200)
    assert ask(one) != ask(other)
    assert reached == [one, other]


def test_what_only_reads_is_read_again(asking):
    ask, _ = asking(200)
    assert ask("a", method="GET") != ask("a", method="GET")


def test_an_attempt_beside_one_that_is_under_way_waits_for_its_answer(asking):
    ask, reached = asking(200, seconds=0.2)
    assert ask("a", "a", "a") == [(200, b"answer 1")] * 3
    assert reached == ["a"]


def test_answers_of_long_ago_are_forgotten(asking):
    ask, reached = asking(200)
    for number in range(KEPT + 1):
        ask(str(number))
    ask("0")
    assert len(reached) == KEPT + 2
