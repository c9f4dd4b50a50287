"""The guard looks at what is kept, says where a card number is, and lets ordinary requests pass."""

from __future__ import annotations

import base64
import ipaddress
import random
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import guard
from adapters.http_request import HttpRequest
from payments.errors import BodyTooLarge, InvalidRequest, PanRefused
from tests.support.card_numbers import PANS, separated
from tests.support.lambda_events import payment, post_payment, request


def _check(**headers: str) -> None:
    event = request("GET", "/payments/x", headers={name.replace("_", "-"): value for name, value in headers.items()})
    guard.check(HttpRequest.of(event))


def _honest_headers(draw: random.Random) -> dict[str, str]:
    """What instrumented clients, proxies and AWS put into a request."""
    digits = f"{draw.getrandbits(512):0128x}"
    addresses = [ipaddress.IPv6Address(draw.getrandbits(128)), ipaddress.IPv4Address(draw.getrandbits(32))]
    moment = draw.randrange(1_577_836_800_000, 2_051_222_400_000)
    return {
        "authorization": (
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261124/us-east-1/execute-api/aws4_request, "
            f"SignedHeaders=host;x-amz-date, Signature={digits[:64]}"
        ),
        "x-amz-content-sha256": digits[64:],
        "x-amz-security-token": base64.b64encode(draw.randbytes(600)).decode(),
        "x-amzn-trace-id": f"Self=1-{digits[:8]}-{digits[8:32]};Root=1-{digits[32:40]}-{digits[40:64]}",
        "x-datadog-trace-id": str(draw.getrandbits(64)),
        "x-datadog-parent-id": str(draw.getrandbits(64)),
        "x-datadog-tags": f"_dd.p.tid={digits[:16]}",
        "traceparent": f"00-{digits[:32]}-{digits[32:48]}-01",
        "tracestate": f"dd=s:1;p:{draw.getrandbits(64)};t.dm:-1",
        "x-cloud-trace-context": f"{digits[:32]}/{draw.getrandbits(64)};o=1",
        "b3": f"{digits[:32]}-{digits[32:48]}-1",
        "x-request-start": f"t={moment}",
        "x-request-id": digits[:32],
        "x-forwarded-for": ", ".join(map(str, addresses)),
        "forwarded": f'for="[{addresses[0].exploded}]:4711";proto=https',
        "cookie": f"_ga=GA1.2.{draw.getrandbits(31)}.{moment // 1000}",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.85",
        "idempotency-key": f"order-{draw.randrange(1, 10**6)}-{moment}",
        "x-correlation-id": str(uuid.UUID(int=draw.getrandbits(128), version=4)),
        "content-length": "1250",
    }


@pytest.mark.slow
def test_of_ten_thousand_instrumented_requests_not_one_is_refused() -> None:
    draw = random.Random(20_270_102)
    refused = 0
    for _ in range(10_000):
        headers = {name: (value,) for name, value in _honest_headers(draw).items()}
        try:
            guard.check(HttpRequest(method="GET", path="/payments/x", headers=headers, query={}, body=b""))
        except PanRefused:
            refused += 1
    assert refused == 0


@given(st.ip_addresses(), st.ip_addresses(), st.uuids(version=4).filter(lambda identity: not identity.hex.isdigit()))
def test_addresses_and_ids_pass(one: object, other: object, identity: uuid.UUID) -> None:
    _check(x_forwarded_for=f"{one}, {other}", x_correlation_id=str(identity))


def test_ordinary_headers_of_browsers_and_clients_pass() -> None:
    _check(
        user_agent="Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.85",
        accept_language="de-DE,de;q=0.9,en;q=0.8",
        if_modified_since="Tue, 24 Nov 2026 20:34:15 GMT",
        content_length="1250",
        x_forwarded_port="443",
    )


@pytest.mark.parametrize("pan", PANS)
@pytest.mark.parametrize("name", guard.STORED_HEADERS)
def test_a_card_number_in_a_header_that_is_kept_is_refused_by_its_name(name: str, pan: str) -> None:
    for value in (pan, f"Root={pan}", separated(pan, "-")):
        with pytest.raises(PanRefused, match=f"The header {guard.STORED_HEADERS[name]} holds"):
            _check(**{name: value})


@pytest.mark.parametrize("field", ["merchantId", "customerId", "cardToken", "reference"])
def test_a_card_number_in_a_field_is_refused_by_its_name(field: str) -> None:
    with pytest.raises(PanRefused, match=f"The field {field} holds"):
        guard.check(HttpRequest.of(post_payment("key", payment(**{field: PANS[0]}))))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"note": PANS[0]}, "The body"),
        ({PANS[0]: 1}, "The body"),
        (PANS[0], "The body"),
        ([PANS[0]], "The body"),
        (payment(customerId="41111111", reference="11111111"), "The body"),
    ],
)
def test_a_card_number_elsewhere_in_the_body_is_refused_by_that(body: Any, place: str) -> None:
    with pytest.raises(PanRefused, match=f"{place} holds") as refusal:
        guard.check(HttpRequest.of(post_payment("key", body)))
    assert PANS[0] not in str(refusal.value)


def test_a_body_of_just_the_size_passes_and_one_byte_more_does_not() -> None:
    guard.check(HttpRequest.of(post_payment("key", "x" * guard.MAX_BODY_BYTES)))
    with pytest.raises(BodyTooLarge):
        guard.check(HttpRequest.of(post_payment("key", "x" * (guard.MAX_BODY_BYTES + 1))))
    with pytest.raises(BodyTooLarge):
        guard.check(HttpRequest.of(post_payment("key", "\u00e9" * guard.MAX_BODY_BYTES)))


@pytest.mark.parametrize("body", ["\u00e9", "a", "====", "YWJ"])
def test_a_body_that_says_base64_and_is_not_is_refused(body: str) -> None:
    with pytest.raises(InvalidRequest):
        HttpRequest.of({**post_payment("key", body), "isBase64Encoded": True})
