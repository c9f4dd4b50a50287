"""Requests to the system on-premises, over TLS.

Nothing has been sent before a connection stands and the server has shown its certificate: until then the next address
is tried. From the first byte on a request that changes something is sent no more: it may have been received.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from typing import Final

from adapters.deadline import remaining_seconds
from adapters.logs import logger
from adapters.metrics import count
from payment_relay.certificates import tls_context
from payment_relay.settings import Address, RelaySettings
from payments.errors import OutcomeUnknown, TemporarilyUnavailable

MAX_ANSWER_BYTES: Final = 1024 * 1024
SECONDS_TO_ANSWER: Final = 1.0
_PORT_OF_HTTPS: Final = 443
# By these the server ends a handshake in which our certificate did not satisfy it: nothing was read before.
_CERTIFICATE_REFUSED: Final = (
    "CERTIFICATE_REQUIRED",
    "BAD_CERTIFICATE",
    "UNKNOWN_CA",
    "CERTIFICATE_EXPIRED",
    "CERTIFICATE_UNKNOWN",
    "CERTIFICATE_REVOKED",
    "UNSUPPORTED_CERTIFICATE",
    "ACCESS_DENIED",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingRequest:
    """A request as it goes on-premises: only what was read and checked. The path is in percent-encoding."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def writes(self) -> bool:
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A status and the bytes of a body, which nobody has looked at yet."""

    status: int
    body: bytes = field(repr=False)


@dataclass(slots=True)
class OnPremisesClient:
    """Serves one thread, as an execution environment has one. It begins with the address that answered last."""

    settings: RelaySettings
    _last_good: int = 0

    def send(self, request: OutgoingRequest, *, within_seconds: float | None = None) -> RawResponse:
        """What came back. Raises TemporarilyUnavailable where nothing was received; OutcomeUnknown where it may be."""
        wanted = within_seconds or self.settings.timeout_seconds
        addresses, fault = self.settings.addresses, None
        for offset in range(len(addresses)):
            number = (self._last_good + offset) % len(addresses)
            try:
                received = self._sent(request, addresses[number], wanted)
            except _NotSent as not_sent:
                fault = not_sent
            else:
                self._last_good = number
                return received
            logger.warning("address_not_reached", address=number, cause=type(fault.__cause__).__name__)
        count("OnPremisesUnreachable")
        raise TemporarilyUnavailable from fault

    def _sent(self, request: OutgoingRequest, address: Address, wanted_seconds: float) -> RawResponse:
        with self._connected(address) as secured:
            seconds = min(wanted_seconds, remaining_seconds() - SECONDS_TO_ANSWER)
            if seconds < wanted_seconds / 2:
                # Too late: an answer could not be waited for, and what is not sent is surely not booked.
                raise _NotSent
            try:
                return _exchange(request, secured, self.settings.server_name, seconds)
            except (OSError, HTTPException, ValueError) as fault:
                if not request.writes or _has_refused_certificate(secured, fault):
                    raise _NotSent from fault
                raise OutcomeUnknown from fault

    @contextmanager
    def _connected(self, address: Address) -> Iterator[ssl.SSLSocket]:
        context, patience = tls_context(self.settings.certificates), self.settings.connect_timeout_seconds
        try:
            plain = socket.create_connection((address.host, address.port), timeout=patience)
        except OSError as fault:
            raise _NotSent from fault
        with plain:
            try:
                secured = _tls_socket(context, plain, self.settings.server_name, patience)
            except (OSError, ValueError) as fault:
                raise _NotSent from fault
            with secured:
                yield secured


class _NotSent(Exception):
    """Not a byte of the request was read by anybody, or reading it twice does nothing."""


def _tls_socket(context: ssl.SSLContext, plain: socket.socket, server_name: str, seconds: float) -> ssl.SSLSocket:
    secured = context.wrap_socket(plain, server_hostname=server_name, do_handshake_on_connect=False)
    try:
        with _total_timeout(secured, seconds):
            secured.do_handshake()
    except BaseException:
        secured.close()
        raise
    return secured


def _exchange(request: OutgoingRequest, secured: ssl.SSLSocket, server_name: str, seconds: float) -> RawResponse:
    secured.settimeout(seconds)
    with _total_timeout(secured, seconds):
        connection = HTTPConnection(server_name, _PORT_OF_HTTPS)
        connection.sock = secured
        connection.putrequest(request.method, request.path, skip_host=True, skip_accept_encoding=True)
        length = {"Content-Length": str(len(request.body))} if request.writes else {}
        fixed = {"Host": server_name, "Accept": "application/json", "Connection": "close"}
        for name, value in {**fixed, **request.headers, **length}.items():
            connection.putheader(name, value)
        connection.endheaders(request.body or None)
        with connection.getresponse() as response:
            return _read(response)


def _read(response: HTTPResponse) -> RawResponse:
    body = response.read(MAX_ANSWER_BYTES + 1)
    if len(body) > MAX_ANSWER_BYTES:
        raise ValueError("the answer is too large")
    if response.length:
        raise ValueError("the answer has ended early")
    return RawResponse(response.status, body)


@contextmanager
def _total_timeout(connection: socket.socket, seconds: float) -> Iterator[None]:
    """Time-outs of a socket are for each read: one who sends a byte now and then is cut off by the clock."""
    timer = Timer(seconds, _shut_down, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut_down(connection: socket.socket) -> None:
    try:
        # Below TLS, whose state belongs to the thread that reads.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        return


def _has_refused_certificate(secured: ssl.SSLSocket, fault: Exception) -> bool:
    """By TLS 1.3 a client learns of it after its handshake; where writing failed first, the alert is still to be read.

    Such a server has ended its own handshake, and reads no request.
    """
    try:
        if isinstance(fault, ssl.SSLEOFError | BrokenPipeError | ConnectionResetError):
            secured.recv(1)
    except (OSError, ValueError) as alert:
        fault = alert
    reason = fault.reason or "" if isinstance(fault, ssl.SSLError) else ""
    return "ALERT" in reason and reason.endswith(_CERTIFICATE_REFUSED)
