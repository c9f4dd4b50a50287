"""Answers that were lost on their way: on a busy machine a connection breaks now and then, and the SDK asks again.

All attempts of a call carry one `amz-sdk-invocation-id`. MiniStack would do the work twice, and refuse a second cluster
of the same name. What has been done is told once more instead; what failed is done again.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from ministack import app  # type: ignore[import-not-found]  # its own environment

KEPT = 2000
INVOCATION, ATTEMPT = b"amz-sdk-invocation-id", b"amz-sdk-request"

_answers: OrderedDict[bytes, list[dict[str, Any]]] = OrderedDict()
_serve = app.app


def install() -> None:
    """Let the emulator's server use what is below."""
    app.app = serve


async def serve(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An ASGI application around the emulator's."""
    headers = dict(scope.get("headers") or ())
    call = headers.get(INVOCATION)
    if scope["type"] != "http" or call is None or scope["method"] == "GET":
        await _serve(scope, receive, send)
    elif call in _answers and not headers.get(ATTEMPT, b"").startswith(b"attempt=1;"):
        for message in _answers[call]:
            await send(message)
    else:
        await _serve(scope, receive, _keeping(call, send))


def _keeping(call: bytes, send: Any) -> Any:
    messages: list[dict[str, Any]] = []

    async def keep(message: dict[str, Any]) -> None:
        messages.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body") and messages[0]["status"] < 400:
            _answers[call] = messages
            while len(_answers) > KEPT:
                _answers.popitem(last=False)
        await send(message)

    return keep
