"""Serve the API of the stand-in on-premises over HTTPS."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from generator.rehearsal.on_premises_ledger import OnPremisesLedger, Refused

if TYPE_CHECKING:
    from generator.rehearsal.on_premises import OnPremises

LONGEST_HANG_SECONDS = 60.0
_ROUTE = re.compile(
    r"/payments/(?P<id>[^/]+)(?:/(?P<action>refunds|reversal|decision))?|/merchants/(?P<merchant>[^/]+)/payments"
)


class OnPremisesServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], system: OnPremises) -> None:
        self.system = system
        self._open: set[Any] = set()
        super().__init__(address, _RequestHandler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake is a matter of the connection's own thread."""
        request.settimeout(LONGEST_HANG_SECONDS)
        secured = self.system.context.wrap_socket(request, server_side=True)
        self._open.add(secured)
        try:
            super().finish_request(secured, client_address)
        finally:
            self._open.discard(secured)
            secured.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who went away, or showed no certificate, is no news."""

    def end(self) -> None:
        self.shutdown()
        self.server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(2)
            except OSError:
                continue


class _RequestHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: OnPremisesServer

    def do_GET(self) -> None:
        self._answer(self._read)

    def do_POST(self) -> None:
        self._answer(self._write)

    def log_message(self, *_: object) -> None:
        """Nobody reads a log of it."""

    def _read(self, ledger: OnPremisesLedger) -> tuple[int, Any]:
        url = urlsplit(self.path)
        if url.path == "/health":
            return 200, {"status": "ok"}
        route = _ROUTE.fullmatch(url.path)
        if route is None or route["action"]:
            raise Refused(404, "NOT_FOUND")
        if route["id"]:
            return 200, ledger.get(route["id"])
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        return 200, ledger.page(route["merchant"], int(query.get("limit", "20")), query.get("cursor"))

    def _write(self, ledger: OnPremisesLedger) -> tuple[int, Any]:
        body, key = self._body(), self.headers.get("Idempotency-Key", "")
        faults = self.server.system.faults
        if faults.take("hang before booking"):
            self._hang()
        if faults.take("fail before booking"):
            raise Refused(503, "UNAVAILABLE")
        status, content = self._booked(ledger, key, body)
        if faults.take("hang after booking"):
            self._hang()
        if faults.take("break after booking"):
            raise ConnectionAbortedError
        return status, content

    def _booked(self, ledger: OnPremisesLedger, key: str, body: Mapping[str, Any]) -> tuple[int, Any]:
        if self.path == "/payments":
            if not key:
                raise Refused(400, "IDEMPOTENCY_KEY_MISSING")
            return 201, ledger.book(key, body)
        route = _ROUTE.fullmatch(self.path)
        if route is None or not route["action"]:
            raise Refused(404, "NOT_FOUND")
        if route["action"] == "decision":
            return 200, ledger.decide(route["id"], str(body.get("decision")))
        kind = route["action"].removesuffix("s")
        return 201, ledger.give_back(kind, route["id"], key, body.get("amount"))

    def _hang(self) -> None:
        """Keep the caller waiting until the end, and never answer."""
        self.server.system.released.wait(LONGEST_HANG_SECONDS)
        raise ConnectionAbortedError

    def _body(self) -> dict[str, Any]:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(content or b"{}")
        except ValueError:
            raise Refused(400, "INVALID_JSON") from None
        if not isinstance(body, dict):
            raise Refused(400, "INVALID_REQUEST")
        return body

    def _answer(self, act: Callable[[OnPremisesLedger], tuple[int, Any]]) -> None:
        system = self.server.system
        try:
            status, content = act(system.ledger)
        except Refused as refusal:
            status, content = refusal.status, {"error": {"code": refusal.code, "message": refusal.code}}
        except ConnectionAbortedError:
            system.requests[f"{self.command} broken"] += 1
            self.close_connection = True
            return
        system.requests[f"{self.command} {status}"] += 1
        octets = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)
