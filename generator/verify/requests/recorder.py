"""Record what the AWS provider asks of an emulator: one JSON object a line, each different request once.

Runs in the emulators' own environment, around the server that answers. A request is kept as it came, so that it can be
decoded by AWS's service models afterwards; what other callers send (the listing, a function's code) is not kept.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from pathlib import Path
from threading import Lock
from typing import Any

PROVIDER = "terraform-provider-aws"
# Those that decide which operation it is and what it is given; the rest is about the connection.
KEPT_HEADERS = ("authorization", "content-type", "x-amz-target")
KEPT_PREFIX = "x-amz-"
CHANGING = ("x-amz-date", "x-amz-content-sha256", "x-amz-security-token")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
AsgiApplication = Callable[[Message, Receive, Any], Awaitable[None]]
WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Recorder:
    """Appends requests to a file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        file.touch()
        self._seen: set[bytes] = set()
        self._lock = Lock()

    def record(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> None:
        """Write a request of the provider, unless the same one was written before."""
        if PROVIDER not in headers.get("user-agent", ""):
            return
        kept = {name: value for name, value in headers.items() if _is_kept(name)}
        what = [method, path, query, {name: value for name, value in kept.items() if name != "authorization"}]
        digest = hashlib.sha256(json.dumps(what, sort_keys=True).encode() + body).digest()
        with self._lock:
            if digest in self._seen:
                return
            self._seen.add(digest)
            line = {"method": method, "path": path, "query": query, "headers": kept}
            with self.file.open("a", encoding="utf-8") as recording:
                recording.write(json.dumps({**line, "body": base64.b64encode(body).decode()}) + "\n")

    def around_wsgi(self, application: WsgiApplication) -> WsgiApplication:
        """Return the application, with every request recorded before it is answered."""

        def recorded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(body)
            headers = {
                name.removeprefix("HTTP_").replace("_", "-").lower(): value
                for name, value in environ.items()
                if name.startswith("HTTP_") or name == "CONTENT_TYPE"
            }
            path, _, query = environ.get("RAW_URI", environ["PATH_INFO"]).partition("?")
            self.record(environ["REQUEST_METHOD"], path, query, headers, body)
            return application(environ, start_response)

        return recorded

    def around_asgi(self, application: AsgiApplication) -> AsgiApplication:
        """Return the application, with every request recorded as soon as its body has been read."""

        async def recorded(scope: Message, receive: Receive, send: Any) -> None:
            if scope["type"] != "http":
                await application(scope, receive, send)
                return
            body = bytearray()

            async def receive_and_record() -> Message:
                message = await receive()
                if message["type"] == "http.request":
                    body.extend(message.get("body", b""))
                    if not message.get("more_body"):
                        headers = {name.decode("latin-1").lower(): text(value) for name, value in scope["headers"]}
                        path = text(scope.get("raw_path") or scope["path"].encode())
                        self.record(scope["method"], path, text(scope["query_string"]), headers, bytes(body))
                return message

            await application(scope, receive_and_record, send)

        return recorded


def text(value: bytes) -> str:
    """Decode a part of a request's head, in which HTTP allows any byte."""
    return value.decode("latin-1")


def _is_kept(name: str) -> bool:
    return name in KEPT_HEADERS or (name.startswith(KEPT_PREFIX) and name not in CHANGING)
