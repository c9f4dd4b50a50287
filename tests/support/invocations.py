"""Lambda's Invoke API in small, over HTTP: functions by their names, and the faults that a caller of it meets.

The edge that cannot exist here: moto runs functions in containers. What is called are the real handlers.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import unquote

Function = Callable[[dict[str, Any]], Any]
Fault = Literal["throttled", "answer lost", "crashed after"]


@dataclass(slots=True)
class Invocations:
    """`functions` by name and alias, such as `relay:blue`; `calls` counts them. A planted fault happens once."""

    url: str = ""
    functions: dict[str, Function] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    events: list[dict[str, Any]] = field(default_factory=list)
    _planted: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plant(self, fault: Fault, times: int = 1) -> None:
        """Let the next calls meet a fault."""
        self._planted += [fault] * times

    def next_fault(self) -> Fault | None:
        """The fault of this call."""
        with self._lock:
            return self._planted.pop(0) if self._planted else None


@contextmanager
def running_invocations(functions: Mapping[str, Function]) -> Iterator[Invocations]:
    """A server on a free port of the loopback interface."""
    invocations = Invocations(functions=dict(functions))
    server = _Server(("127.0.0.1", 0), invocations)
    invocations.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield invocations
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], invocations: Invocations) -> None:
        self.invocations = invocations
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = unquote(self.path.split("/")[3])
        invocations = self.server.invocations
        fault = invocations.next_fault()
        if fault == "throttled":
            return self._answer(429, {"Type": "User"}, {"X-Amzn-ErrorType": "TooManyRequestsException"})
        invocations.calls[name] += 1
        invocations.events.append(event)
        if name not in invocations.functions:
            return self._answer(404, {"Type": "User"}, {"X-Amzn-ErrorType": "ResourceNotFoundException"})
        returned = invocations.functions[name](event)
        if fault == "answer lost":
            self.close_connection = True
            return None
        if fault == "crashed after":
            return self._answer(200, {"errorType": "Runtime.ExitError"}, {"X-Amz-Function-Error": "Unhandled"})
        return self._answer(200, returned, {})

    def log_message(self, *_: object) -> None:
        """Nobody reads a log of it."""

    def _answer(self, status: int, content: object, headers: Mapping[str, str]) -> None:
        octets = json.dumps(content).encode()
        self.send_response(status)
        for key, value in {"Content-Type": "application/json", "Content-Length": str(len(octets)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(octets)
