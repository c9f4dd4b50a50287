"""Refuses requests that are too large or hold a card number, wherever it hides. Runs before anything is read or logged.

Headers that AWS and its clients make of random or hexadecimal characters would be taken for a card number now and then.
They are passed over as long as they have just the form that they must have; anything else in their place is looked at.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, unquote_plus

from adapters.bodies import parse
from adapters.requests import HttpRequest, Values
from payments.errors import BodyTooLarge, InvalidJson, PanRefused
from payments.pan import contains_pan, value_contains_pan

MAX_BODY_BYTES: Final = 16 * 1024
_MOST_ENCODINGS: Final = 3
_ADDRESS: Final = r"(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{1,5})?|\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:]*\]?)"
_WELL_FORMED: Final = {
    "authorization": re.compile(
        r"AWS4-HMAC-SHA256 Credential=[A-Z0-9]{16,128}/[0-9]{8}/[a-z0-9-]+/execute-api/aws4_request, ?"
        r"SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}"
    ),
    "traceparent": re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"),
    "x-amz-cf-id": re.compile(r"[A-Za-z0-9_=-]{56}"),
    "x-amz-content-sha256": re.compile(r"[0-9a-f]{64}"),
    "x-amz-security-token": re.compile(r"[A-Za-z0-9+/=]{100,4096}"),
    "x-amzn-trace-id": re.compile(
        r"(?:(?:Root|Self)=1-[0-9a-f]{8}-[0-9a-f]{24}|Parent=[0-9a-f]{16}|Sampled=[01?]|Lineage=[0-9a-f:|]{1,40}|;)+"
    ),
    "x-forwarded-for": re.compile(rf"{_ADDRESS}(?:, ?{_ADDRESS}){{0,9}}"),
}


def check(request: HttpRequest) -> None:
    """Raises BodyTooLarge or PanRefused."""
    if len(request.body) > MAX_BODY_BYTES:
        raise BodyTooLarge
    if _in_address(request) or value_contains_pan(_readable(request.headers)) or _in_body(request.body):
        raise PanRefused


def _in_address(request: HttpRequest) -> bool:
    path, query = request.path, {key: list(values) for key, values in request.query.items()}
    for _ in range(_MOST_ENCODINGS):
        if contains_pan(path) or value_contains_pan(query):
            return True
        path = unquote(path)
        query = {unquote_plus(key): [unquote_plus(value) for value in values] for key, values in query.items()}
    return contains_pan(path) or value_contains_pan(query)


def _readable(headers: Values) -> dict[str, list[str]]:
    return {
        name: [value for value in values if name not in _WELL_FORMED or not _WELL_FORMED[name].fullmatch(value)]
        for name, values in headers.items()
    }


def _in_body(body: bytes) -> bool:
    if contains_pan(body.decode(errors="replace")):
        return True
    try:
        return value_contains_pan(parse(body))
    except InvalidJson:
        return False
