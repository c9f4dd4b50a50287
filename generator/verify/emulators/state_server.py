"""Serve Terraform's `http` backend from memory, for stacks that live no longer than the emulators.

A local backend writes the whole state anew after each resource, so that an apply costs the square of their number: 7.0
seconds of CPU in place of 1.5 for 354 resources that do nothing. Other backends are written to now and then. Source of
the protocol: Terraform's documentation of the backend `http`; without an address for locks there are none.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from generator.verify.emulators.server_process import HOST


@dataclass(frozen=True, slots=True)
class StateServer:
    """The states by path, and the port on the loopback interface from which they are served."""

    states: dict[str, bytes]
    port: int

    def backend(self, name: str) -> dict[str, Any]:
        """Return the block of a stack's backend, with a state of its own."""
        return {"http": {"address": f"http://{HOST}:{self.port}{_path(name)}"}}

    def state(self, name: str) -> dict[str, Any]:
        """Return a stack's state in Terraform's own JSON; empty before the first apply."""
        state: dict[str, Any] = json.loads(self.states.get(_path(name), b"{}"))
        return state

    def copy(self, name: str, copied: str) -> None:
        """Give a second stack the state of a first one."""
        self.states[_path(copied)] = self.states[_path(name)]


@contextmanager
def running_state_server() -> Iterator[StateServer]:
    """Serve states until the end of the body, on a free port."""
    states: dict[str, bytes] = {}
    with ThreadingHTTPServer((HOST, 0), _handler_of(states)) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield StateServer(states, server.server_port)
        finally:
            server.shutdown()


def _path(name: str) -> str:
    return f"/{name}"


def _handler_of(states: dict[str, bytes]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held = states.get(self.path)
            self._answer(HTTPStatus.NOT_FOUND if held is None else HTTPStatus.OK, held or b"")

        def do_POST(self) -> None:
            states[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(HTTPStatus.OK)

        def do_DELETE(self) -> None:
            states.pop(self.path, None)
            self._answer(HTTPStatus.OK)

        def _answer(self, status: HTTPStatus, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Print nothing: standard error is the user's."""

    return Handler
