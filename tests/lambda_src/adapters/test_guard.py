"""The guard lets ordinary requests pass: what AWS and its clients put into headers is no card number."""

from __future__ import annotations

import base64
import hashlib
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import guard
from adapters.requests import HttpRequest
from payments.errors import BodyTooLarge, InvalidRequest, PanRefused
from tests.support.card_numbers import PANS
from tests.support.lambda_events import post_payment, request

hexadecimal = st.binary(min_size=32, max_size=32).map(bytes.hex)


def _check(**headers: str) -> None:
    event = request("GET", "/payments/x", headers={name.replace("_", "-"): value for name, value in headers.items()})
    guard.check(HttpRequest.of(event))


@given(hexadecimal)
def test_signatures_and_traces_of_any_digits_pass(digits: str) -> None:
    _check(
        authorization=(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261124/us-east-1/execute-api/aws4_request, "
            f"SignedHeaders=host;x-amz-date, Signature={digits}"
        ),
        x_amz_date="20261124T203415Z",
        x_amz_content_sha256=digits,
        x_amzn_trace_id=f"Self=1-{digits[:8]}-{digits[8:32]};Root=1-{digits[32:40]}-{digits[40:64]}",
        traceparent=f"00-{digits[:32]}-{digits[32:48]}-01",
        x_amz_security_token=base64.b64encode(hashlib.sha512(digits.encode()).digest() * 3).decode(),
    )


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


@pytest.mark.parametrize("name", sorted(guard._WELL_FORMED))
def test_a_card_number_in_the_place_of_what_is_passed_over_is_seen(name: str) -> None:
    for pan in PANS:
        with pytest.raises(PanRefused):
            _check(**{name: pan})
        with pytest.raises(PanRefused):
            _check(**{name: f"Root={pan}"})


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
