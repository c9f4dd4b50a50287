"""Exchange one HTTP request and response over TLS, within a total time."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from threading import Timer
from typing import Final

MAX_ANSWER_BYTES: Final = 1024 * 1024
_PORT_OF_HTTPS: Final = 443
# TLS alerts by which a server refuses our certificate: it has read no request.
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
    """A request for on-premises, of validated parts alone. The path is percent-encoded."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def writes(self) -> bool:
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A status and the bytes of a body, not yet validated."""

    status: int
    body: bytes = field(repr=False)


def open_tls_socket(context: ssl.SSLContext, plain: socket.socket, server_name: str, seconds: float) -> ssl.SSLSocket:
    """Return a socket after a handshake of at most so many seconds. Raises OSError."""
    secured = context.wrap_socket(plain, server_hostname=server_name, do_handshake_on_connect=False)
    try:
        with _total_timeout(secured, seconds):
            secured.do_handshake()
    except BaseException:
        secured.close()
        raise
    return secured


def exchange(request: OutgoingRequest, secured: ssl.SSLSocket, server_name: str, seconds: float) -> RawResponse:
    """Send a request and return the response. Raises OSError, HTTPException, ValueError."""
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
    """Shut the connection down after so many seconds: a socket's time-out is for each read, and a slow peer could
    trickle.
    """
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


def has_refused_certificate(secured: ssl.SSLSocket, fault: Exception) -> bool:
    """Return whether the server refused our certificate: then it has ended its handshake, and read no request.

    By TLS 1.3 a client learns of it after its own handshake; if writing failed first, the alert is still to be read.
    """
    try:
        if isinstance(fault, ssl.SSLEOFError | BrokenPipeError | ConnectionResetError):
            secured.recv(1)
    except (OSError, ValueError) as alert:
        fault = alert
    reason = fault.reason or "" if isinstance(fault, ssl.SSLError) else ""
    return "ALERT" in reason and reason.endswith(_CERTIFICATE_REFUSED)
