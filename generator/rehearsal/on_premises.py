"""A stand-in for the payment system on-premises: HTTPS on several addresses, the API's routes, a ledger of its own.

It is idempotent by key within itself and knows nothing of claims: what two systems must not do to one key, it does not
prevent. Its faults are planted: it can book and then not answer, or break the connection, or not listen at all.
"""

from __future__ import annotations

import json
import re
import ssl
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from generator.rehearsal.certificates import LOOPBACK, Authority
from generator.rehearsal.on_premises_ledger import OnPremisesLedger, Refused

SERVER_NAME = "payments.example.internal"
LONGEST_HANG_SECONDS = 60.0
Fault = Literal["hang before booking", "hang after booking", "break after booking", "fail before booking"]
_ROUTE = re.compile(
    r"/payments/(?P<id>[^/]+)(?:/(?P<action>refunds|reversal|decision))?|/merchants/(?P<merchant>[^/]+)/payments"
)


@dataclass(slots=True)
class Faults:
    """What goes wrong with the next POSTs: each planted fault happens so many times."""

    planted: Counter[Fault] = field(default_factory=Counter)
    happened: Counter[Fault] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plant(self, fault: Fault, times: int = 1) -> None:
        """Let the next POSTs meet a fault."""
        with self._lock:
            self.planted[fault] += times

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        with self._lock:
            self.planted.clear()

    def take(self, fault: Fault) -> bool:
        """Return whether a fault happens now; it has then happened."""
        with self._lock:
            if self.planted[fault] < 1:
                return False
            self.planted[fault] -= 1
            self.happened[fault] += 1
            return True


@dataclass(slots=True)
class OnPremises:
    """The running stand-in. `addresses` are those of the relay's settings; `requests` counts methods and statuses."""

    ledger: OnPremisesLedger
    context: ssl.SSLContext
    faults: Faults = field(default_factory=Faults)
    requests: Counter[str] = field(default_factory=Counter)
    released: threading.Event = field(default_factory=threading.Event)
    _servers: list[_Server | None] = field(default_factory=list)
    _ports: list[int] = field(default_factory=list)

    @property
    def addresses(self) -> Sequence[str]:
        return [f"{LOOPBACK}:{port}" for port in self._ports]

    def listen(self) -> None:
        """Open one more address, on a free port."""
        self._servers.append(self._started(0))
        self._ports.append(self._last().server_port)

    def close_address(self, number: int) -> None:
        """Refuse connections at an address; those that are open break."""
        server, self._servers[number] = self._servers[number], None
        if server is not None:
            server.end()

    def open_address(self, number: int) -> None:
        """Listen again at an address that was closed."""
        if self._servers[number] is None:
            self._servers[number] = self._started(self._ports[number])

    def end(self) -> None:
        """End everything that hangs or listens."""
        self.released.set()
        for number in range(len(self._servers)):
            self.close_address(number)
        self.ledger.close()

    def _started(self, port: int) -> _Server:
        server = _Server((LOOPBACK, port), self)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server

    def _last(self) -> _Server:
        server = self._servers[-1]
        assert server is not None
        return server


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], system: OnPremises) -> None:
        self.system = system
        self._open: set[Any] = set()
        super().__init__(address, _Handler)

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


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

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


@contextmanager
def running_on_premises(
    connect: Callable[[], Any], authority: Authority, *, addresses: int = 2, mutual: bool = False
) -> Iterator[OnPremises]:
    """Run the stand-in over an empty database, on so many addresses; with `mutual`, clients need a certificate.

    `connect` opens a session of pg8000 of a user who may create schemas there.
    """
    ledger = OnPremisesLedger(connect)
    ledger.create()
    system = OnPremises(ledger, _tls(authority, mutual=mutual))
    for _ in range(addresses):
        system.listen()
    try:
        yield system
    finally:
        system.end()


def _tls(authority: Authority, *, mutual: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        authority.issue(SERVER_NAME).write(certificate, key)
        context.load_cert_chain(certificate, key)
    if mutual:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=authority.certificate.decode())
    return context
