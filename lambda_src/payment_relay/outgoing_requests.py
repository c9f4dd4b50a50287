"""Build the request for on-premises from a caller's: nothing that was not validated goes there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from adapters.http_request import HttpRequest
from adapters.logs import logger
from payment_relay.https_exchange import OutgoingRequest

_CALLER_ARN: Final = re.compile(r"[ -~]{1,2048}")


def outgoing_request(http: HttpRequest, path: str, *, method: str | None = None) -> OutgoingRequest:
    """Return the request with the caller's method, unless another is given, and its body, unless it is a GET."""
    method = method or http.method
    return OutgoingRequest(
        method=method, path=path, headers=_headers(http, method), body=b"" if method == "GET" else http.body
    )


def _headers(http: HttpRequest, method: str) -> Mapping[str, str]:
    """Return the key, the caller and the correlation id: no other header of the caller's."""
    headers = {"X-Correlation-Id": logger.get_correlation_id() or ""}
    if method != "GET":
        headers["Content-Type"] = "application/json"
        if "idempotency-key" in http.headers:
            headers["Idempotency-Key"] = http.idempotency_key()
    named = http.headers.get("x-caller-arn", ())
    if len(named) == 1 and _CALLER_ARN.fullmatch(named[0]):
        headers["X-Caller-Arn"] = named[0]
    return headers
