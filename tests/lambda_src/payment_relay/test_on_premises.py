"""Servers that are not what they should be: each answer is a refusal, unavailable or unknown, never a guess."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from generator.rehearsal.certificates import Authority, KeyPair
from payment_relay import certificates
from payment_relay.https_exchange import MAX_ANSWER_BYTES, OutgoingRequest
from payment_relay.on_premises import OnPremisesClient
from payment_relay.responses import parse_response, to_payment_error
from payment_relay.settings import Address, RelaySettings
from payments.errors import ConfigurationInvalid, OutcomeUnknown, PaymentError, TemporarilyUnavailable

NAME = "payments.example.internal"
POST = OutgoingRequest(method="POST", path="/payments", headers={"Idempotency-Key": "k"}, body=b"{}")
GET = OutgoingRequest(method="GET", path="/payments/1")
Serve = Callable[[ssl.SSLSocket], None]
pytestmark = pytest.mark.usefixtures("measures")


@pytest.fixture
def systems() -> None:
    """Nothing of AWS is needed here."""


@pytest.fixture(autouse=True)
def nothing_is_planted() -> None:
    """Nor planted."""


@pytest.fixture
def measures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Payments")


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@contextmanager
def _server(pair: KeyPair, folder: Path, serve: Serve, client_authority: Authority | None = None) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pair.write(folder / "c.pem", folder / "k.pem")
    context.load_cert_chain(folder / "c.pem", folder / "k.pem")
    if client_authority:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=client_authority.certificate.decode())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, context, serve), daemon=True).start()
        yield listener.getsockname()[1]


def _accept(listener: socket.socket, context: ssl.SSLContext, serve: Serve) -> None:
    while True:
        try:
            plain, _ = listener.accept()
            with context.wrap_socket(plain, server_side=True) as secured:
                _read_request(secured)
                serve(secured)
        except OSError:
            if listener.fileno() < 0:
                return


def _read_request(secured: ssl.SSLSocket) -> None:
    """To its last byte: who closes with bytes unread resets the connection, and the answer with it."""
    received = b""
    while not received.endswith(POST.body if b"Content-Length" in received else b"\r\n\r\n"):
        octets = secured.recv(65536)
        if not octets:
            return
        received += octets


def _says(octets: bytes) -> Serve:
    return lambda secured: secured.sendall(octets)


def _response(body: bytes, status: str = "201 Created", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def _relay(*ports: int, seconds: float = 2.0) -> OnPremisesClient:
    addresses = tuple(Address("127.0.0.1", port) for port in ports)
    settings = RelaySettings(
        addresses=addresses,
        server_name=NAME,
        timeout_seconds=seconds,
        connect_timeout_seconds=2.0,
        certificates="a-secret",
    )
    return OnPremisesClient(settings)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What is in the secret: a test may change it before the first request."""
    import json

    parts = {"certificateAuthority": authority.certificate.decode()}
    monkeypatch.setattr(certificates, "secret_text", lambda _: json.dumps(parts))
    return parts


def _outcome(relay: OnPremisesClient, request: OutgoingRequest) -> Any:
    try:
        answer = parse_response(relay.send(request), writes=request.writes)
    except PaymentError as fault:
        return type(fault)
    return answer.status if answer.is_success else to_payment_error(answer)


UNKNOWN = {
    "no answer": b"",
    "not HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "half a status": b"HTTP/1.1 20",
    "half a header": b"HTTP/1.1 201 Created\r\nContent-Le",
    "half a body": _response(b'{"paymentId": "1"}')[:-5],
    "no JSON": _response(b"<html>created</html>"),
    "a list": _response(b"[]"),
    "nothing in it": _response(b"{}"),
    "no number": _response(b'{"amount": NaN}'),
    "not UTF-8": _response(b'{"a": "\xff"}'),
    "too deep": _response(b'{"a":' * 5000 + b"1" + b"}" * 5000),
    "digits without end": _response(b'{"a": ' + b"9" * 5000 + b"}"),
    "a length that is none": b"HTTP/1.1 201 Created\r\nContent-Length: -5\r\n\r\n{",
    "a bad chunk": b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    "headers without end": b"HTTP/1.1 201 Created\r\n" + b"A: b\r\n" * 300 + b"\r\n",
    "a line without end": b"HTTP/1.1 201 Created\r\nA: " + b"b" * 70000 + b"\r\n\r\n",
    "too large": _response(b'{"a": "' + b"x" * MAX_ANSWER_BYTES + b'"}'),
    "500": _response(b'{"error": {"code": "X"}}', "500 Oops"),
    "502 of a proxy": _response(b"<html></html>", "502 Bad Gateway"),
    "a redirection": _response(b'{"a": 1}', "307 Temporary Redirect", "Location: https://evil.example/"),
    "a redirection that keeps nothing": _response(b'{"a": 1}', "302 Found", "Location: https://evil.example/"),
    "one is at it": _response(b'{"error": {"code": "IN_PROGRESS"}}', "409 Conflict"),
    "a page that is not there": _response(b"<html></html>", "404 Not Found"),
}


@pytest.mark.parametrize("octets", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_is_no_answer_leaves_the_outcome_unknown(
    authority: Authority, tmp_path: Path, trusted: Any, octets: bytes
) -> None:
    requests = []

    def serve(secured: ssl.SSLSocket) -> None:
        requests.append(1)
        secured.sendall(octets)

    with _server(authority.issue(NAME), tmp_path, serve) as port:
        assert _outcome(_relay(port, port), POST) is OutcomeUnknown
        assert len(requests) == 1, "a payment was sent twice"
        assert _outcome(_relay(port), GET) is TemporarilyUnavailable


@pytest.mark.parametrize("status", [401, 403, 407, 421, 429])
def test_what_was_refused_on_the_way_may_be_repeated(
    authority: Authority, tmp_path: Path, trusted: Any, status: int
) -> None:
    with _server(authority.issue(NAME), tmp_path, _says(_response(b"<html>", f"{status} No"))) as port:
        assert _outcome(_relay(port), POST) is TemporarilyUnavailable


def test_what_is_said_of_the_caller_is_a_refusal(authority: Authority, tmp_path: Path, trusted: Any) -> None:
    body = b'{"error": {"code": "FORBIDDEN", "message": "no"}}'
    with _server(authority.issue(NAME), tmp_path, _says(_response(body, "403 No"))) as port:
        refusal = _outcome(_relay(port), POST)
    assert (refusal.status, refusal.code) == (403, "FORBIDDEN")


def test_a_refusal_is_said_in_our_words(authority: Authority, tmp_path: Path, trusted: Any) -> None:
    body = b'{"error": {"code": "AMOUNT_TOO_LARGE", "message": "4111 1111 1111 1111 has no such limit"}}'
    with _server(authority.issue(NAME), tmp_path, _says(_response(body, "422 No"))) as port:
        refusal = _outcome(_relay(port), POST)
    assert (refusal.status, refusal.code) == (422, "AMOUNT_TOO_LARGE")
    assert "4111" not in str(refusal)


@pytest.mark.parametrize("code", ['"blocked_by_bank"', '"A B"', "7", "null", '"' + "A" * 65 + '"'])
def test_a_refusal_of_an_unknown_kind_has_a_code_all_the_same(
    authority: Authority, tmp_path: Path, trusted: Any, code: str
) -> None:
    body = f'{{"error": {{"code": {code}}}}}'.encode()
    with _server(authority.issue(NAME), tmp_path, _says(_response(body, "422 No"))) as port:
        refusal = _outcome(_relay(port), POST)
    assert (refusal.status, refusal.code) == (422, "REFUSED")


def test_one_who_sends_a_byte_now_and_then_is_cut_off(authority: Authority, tmp_path: Path, trusted: Any) -> None:
    answer, dripped = _response(b'{"paymentId": "1"}'), bytearray()

    def drip(secured: ssl.SSLSocket) -> None:
        for octet in answer:
            secured.sendall(bytes([octet]))
            dripped.append(octet)
            time.sleep(0.2)

    with _server(authority.issue(NAME), tmp_path, drip) as port:
        assert _outcome(_relay(port, seconds=1.0), POST) is OutcomeUnknown
        assert len(dripped) < len(answer)


def test_one_who_never_ends_the_handshake_gets_no_payment(authority: Authority, tmp_path: Path, trusted: Any) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        _server(authority.issue(NAME), tmp_path, _says(_response(b'{"a": 1}'))) as port,
    ):
        assert _outcome(_relay(silent.getsockname()[1], port), POST) == 201


@pytest.mark.parametrize("name", ["other.example.internal", "example.internal"])
def test_a_certificate_for_another_name_gets_no_payment(
    authority: Authority, tmp_path: Path, trusted: Any, name: str
) -> None:
    received = []
    with _server(authority.issue(name), tmp_path, received.append) as port:
        assert _outcome(_relay(port), POST) is TemporarilyUnavailable
    assert not received


def test_a_certificate_of_another_authority_gets_no_payment(tmp_path: Path, trusted: Any) -> None:
    received: list[Any] = []
    with _server(Authority().issue(NAME), tmp_path, received.append) as port:
        assert _outcome(_relay(port), POST) is TemporarilyUnavailable
    assert not received


def test_the_relay_shows_its_certificate_and_without_it_nothing_was_booked(
    authority: Authority, tmp_path: Path, trusted: dict[str, str]
) -> None:
    pair = authority.issue("relay.example.internal")
    with _server(authority.issue(NAME), tmp_path, _says(_response(b'{"a": 1}')), authority) as port:
        assert _outcome(_relay(port), POST) is TemporarilyUnavailable
        trusted |= {"certificate": pair.certificate.decode(), "privateKey": pair.private_key.decode()}
        assert _outcome(_relay(port), POST) == 201


@pytest.mark.parametrize(
    "change",
    [
        {"certificateAuthority": "no PEM"},
        {"certificate": "no PEM", "privateKey": "none either"},
        {"certificate": "no key with it"},
        {"certificateAuthority": 7},
    ],
)
def test_a_secret_that_is_none_is_named_and_not_shown(trusted: dict[str, Any], change: dict[str, Any]) -> None:
    trusted |= change
    with pytest.raises(ConfigurationInvalid, match="certificateAuthority, certificate and privateKey") as raised:
        _relay(1).send(POST)
    assert "PEM" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("text", ["192.168.10.11", ":8443", "192.168.10.11:x", "192.168.10.11:0", "a:70000", "a:٣"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="RELAY_ADDRESSES"):
        Address.of(text)


def test_addresses_are_read_in_both_families() -> None:
    assert Address.of(" 192.168.10.11:8443") == Address("192.168.10.11", 8443)
    assert Address.of("[fd00::1]:8443") == Address("fd00::1", 8443)
