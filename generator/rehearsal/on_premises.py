"""Run a stand-in for the payment system on-premises: HTTPS on several addresses, the API's routes, a ledger of its own.

It is idempotent by key within itself and knows nothing of claims: what two systems must not do to one key, it does not
prevent. Its faults are injected: it can book and then not answer, break the connection, or not listen at all.
"""

from __future__ import annotations

import ssl
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.rehearsal.certificates import LOOPBACK, Authority
from generator.rehearsal.on_premises_faults import Faults
from generator.rehearsal.on_premises_ledger import OnPremisesLedger
from generator.rehearsal.on_premises_server import OnPremisesServer

SERVER_NAME = "payments.example.internal"


@dataclass(slots=True)
class OnPremises:
    """The running stand-in. `addresses` are those of the relay's settings; `requests` counts methods and statuses."""

    ledger: OnPremisesLedger
    context: ssl.SSLContext
    faults: Faults = field(default_factory=Faults)
    requests: Counter[str] = field(default_factory=Counter)
    released: threading.Event = field(default_factory=threading.Event)
    _servers: list[OnPremisesServer | None] = field(default_factory=list)
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
        """Close all servers, and end requests that hang."""
        self.released.set()
        for number in range(len(self._servers)):
            self.close_address(number)
        self.ledger.close()

    def _started(self, port: int) -> OnPremisesServer:
        server = OnPremisesServer((LOOPBACK, port), self)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server

    def _last(self) -> OnPremisesServer:
        server = self._servers[-1]
        assert server is not None
        return server


@contextmanager
def running_on_premises(
    connect: Callable[[], Any], authority: Authority, *, addresses: int = 2, mutual: bool = False
) -> Iterator[OnPremises]:
    """Run the stand-in over an empty database, on so many addresses; with `mutual`, clients need a certificate.

    `connect` opens a session of pg8000 of a user who may create schemas there.
    """
    ledger = OnPremisesLedger(connect)
    ledger.create()
    system = OnPremises(ledger, _tls_context(authority, mutual=mutual))
    for _ in range(addresses):
        system.listen()
    try:
        yield system
    finally:
        system.end()


def _tls_context(authority: Authority, *, mutual: bool) -> ssl.SSLContext:
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
