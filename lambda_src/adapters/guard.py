"""Refuse requests that are too large or hold a card number where it would be kept. Runs before anything is logged.

Kept are the body's fields and two headers by the functions; path, query, user agent and trace id in the balancer's
access log. Other headers are read and kept by nobody, so that digits in them, such as a caller's own trace ids, are let
in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from adapters.http_request import HttpRequest
from adapters.request_bodies import parse_json
from payments.errors import BodyTooLarge, InvalidJson, PanRefused
from payments.pan import contains_pan, value_contains_pan
from payments.schema import ALL_FIELD_ERRORS

MAX_BODY_BYTES: Final = 16 * 1024
STORED_HEADERS: Final = {
    "idempotency-key": "Idempotency-Key",
    "x-correlation-id": "X-Correlation-Id",
    "user-agent": "User-Agent",
    "x-amzn-trace-id": "X-Amzn-Trace-Id",
}
"""Headers that somebody keeps, as an answer names them."""
# X-Ray's own, whose hexadecimal digits are random.
_TRACE_ID: Final = re.compile(
    r"(?:(?:Root|Self)=1-[0-9a-f]{8}-[0-9a-f]{24}|Parent=[0-9a-f]{16}|Sampled=[01?]|Lineage=[0-9a-f:|]{1,40}|;)+"
)


def check(request: HttpRequest) -> None:
    """Raise BodyTooLarge, or PanRefused with the place."""
    if len(request.body) > MAX_BODY_BYTES:
        raise BodyTooLarge
    for place in _places(request):
        raise PanRefused(place)


def _places(request: HttpRequest) -> Iterator[str]:
    """Yield where a card number is, in words that repeat nothing of the request."""
    if any(map(contains_pan, (request.path, *request.path.split("/")))):
        yield "The path"
    if value_contains_pan({name: list(values) for name, values in request.query.items()}):
        yield "The query"
    for name, title in STORED_HEADERS.items():
        if any(contains_pan(value) for value in request.headers.get(name, ()) if not _is_trace_id(name, value)):
            yield f"The header {title}"
    if request.body:
        yield from _places_in_body(request.body)


def _is_trace_id(name: str, value: str) -> bool:
    return name == "x-amzn-trace-id" and _TRACE_ID.fullmatch(value) is not None


def _places_in_body(body: bytes) -> Iterator[str]:
    try:
        value = parse_json(body)
    except InvalidJson:
        if contains_pan(body.decode(errors="replace")):
            yield "The body"
        return
    if value_contains_pan(value):
        fields = value if isinstance(value, dict) else {}
        named = [f"The field {name}" for name in ALL_FIELD_ERRORS if value_contains_pan(fields.get(name))]
        yield from named or ["The body"]
