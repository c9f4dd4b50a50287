"""Cache the answers of calls, for retries of a client whose answer was lost on the way.

On a busy machine a connection breaks now and then, and the SDK asks again. AWS mostly takes that for the call it was;
an emulator would do the work twice, and find a rule there already, or a table gone. All attempts of a call carry one
`amz-sdk-invocation-id`. What failed is done again, and so is what only reads. Runs in the emulators' own environment.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from generator.verify.requests.recorder import AsgiApplication, Message, Receive, WsgiApplication

# An attempt follows the one before within seconds.
KEPT = 2000
INVOCATION = "amz-sdk-invocation-id"


@dataclass(slots=True)
class _Call:
    """`turn` is a lock: an attempt waits for the one that is under way."""

    turn: Any
    answer: Any = None


class RetryCache:
    """The latest calls that a server has answered."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, _Call] = OrderedDict()
        self._lock = Lock()

    def around_wsgi(self, application: WsgiApplication) -> WsgiApplication:
        """Return the application, with a call that went well made once, however often it is asked for."""

        def answered(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            key = environ.get(f"HTTP_{INVOCATION.replace('-', '_').upper()}")
            if key is None or environ["REQUEST_METHOD"] == "GET":
                return application(environ, start_response)
            call = self._call(key, Lock)
            with call.turn:
                status, headers, body = call.answer or _whole(application, environ)
                if _went_well(int(status[:3])):
                    call.answer = status, headers, body
            start_response(status, headers)
            return [body]

        return answered

    def around_asgi(self, application: AsgiApplication) -> AsgiApplication:
        """Return the application, with a call that went well made once, however often it is asked for."""

        async def answered(scope: Message, receive: Receive, send: Any) -> None:
            key = dict(scope.get("headers") or ()).get(INVOCATION.encode())
            if scope["type"] != "http" or key is None or scope["method"] == "GET":
                await application(scope, receive, send)
                return
            call = self._call(key.decode("latin-1"), asyncio.Lock)
            async with call.turn:
                if call.answer is None:
                    await application(scope, receive, _keeping(call, send))
                    return
            for message in call.answer:
                await send(message)

        return answered

    def _call(self, key: str, new_turn: Callable[[], Any]) -> _Call:
        with self._lock:
            call = self._calls.setdefault(key, _Call(new_turn()))
            while len(self._calls) > KEPT:
                self._calls.popitem(last=False)
            return call


def _whole(application: WsgiApplication, environ: dict[str, Any]) -> tuple[str, Any, bytes]:
    started: list[Any] = []
    body = b"".join(application(environ, lambda status, headers, *_: started.extend((status, headers))))
    return started[0], started[1], body


def _keeping(call: _Call, send: Any) -> Any:
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)
        is_last = message["type"] == "http.response.body" and not message.get("more_body")
        if is_last and _went_well(messages[0]["status"]):
            call.answer = messages
        await send(message)

    return keep


def _went_well(status: int) -> bool:
    return status < 400
