"""Parse an HTTP request from the event of the load balancer."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.settings import tenancy_is_enforced
from payments.errors import IdempotencyKeyInvalid, IdempotencyKeyMissing, InvalidRequest, UnsupportedMediaType
from payments.tenancy import Caller

_KEY: Final = re.compile(r"[!-~]{1,128}")
_JSON: Final = re.compile(r'application/json\s*(;\s*charset="?utf-8"?\s*)?', re.IGNORECASE)
_CALLER: Final = "x-caller-arn"
_HEALTH_PATH: Final = "/health"
_HEALTH_CHECKER: Final = "ELB-HealthChecker/"

Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """A request. Header names are in lower case; query and path are percent-encoded, as they were sent."""

    method: str
    path: str
    headers: Values
    query: Values
    body: bytes = field(repr=False)

    @classmethod
    def of(cls, event: object) -> HttpRequest:
        """Parse the event of a target group, with or without multi-value headers. Raises InvalidRequest."""
        if not isinstance(event, Mapping):
            raise InvalidRequest
        method, path = event.get("httpMethod"), event.get("path")
        if not isinstance(method, str) or not isinstance(path, str):
            raise InvalidRequest
        headers = _values(event, "headers", "multiValueHeaders")
        return cls(
            method=method,
            path=path,
            headers=_in_lower_case(headers),
            query=_values(event, "queryStringParameters", "multiValueQueryStringParameters"),
            body=_body(event),
        )

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return next(iter(self.headers.get(name, ())), None)

    def idempotency_key(self) -> str:
        """Return the Idempotency-Key. Raises IdempotencyKeyMissing, IdempotencyKeyInvalid."""
        keys = self.headers.get("idempotency-key", ())
        if not keys:
            raise IdempotencyKeyMissing
        if len(keys) > 1 or not _KEY.fullmatch(keys[0]):
            raise IdempotencyKeyInvalid
        return keys[0]

    def caller(self) -> Caller:
        """Return the caller by the header of API Gateway's integration, which overwrites a caller's own. Two values are
        nobody.
        """
        named = self.headers.get(_CALLER, ())
        return Caller(named[0] if len(named) == 1 and named[0] else None, tenancy_is_enforced())

    def require_json(self) -> None:
        """Raise UnsupportedMediaType unless the content type is JSON in UTF-8."""
        if not _JSON.fullmatch((self.header("content-type") or "").strip()):
            raise UnsupportedMediaType

    def is_health_check(self) -> bool:
        """Return whether the balancer's health checker asks, on whatever path; it never forwards for others."""
        named = (self.header("user-agent") or "").startswith(_HEALTH_CHECKER)
        checker = named and "x-forwarded-for" not in self.headers
        return self.method == "GET" and (checker or self.path == _HEALTH_PATH)


def _in_lower_case(headers: Values) -> Values:
    """Merge headers whose names differ in case alone, with the values of both: neither hides the other."""
    together: dict[str, tuple[str, ...]] = {}
    for name, values in headers.items():
        together[name.lower()] = together.get(name.lower(), ()) + values
    return together


def _values(event: Mapping[Any, Any], single: str, multiple: str) -> Values:
    lists = event.get(multiple)
    if isinstance(lists, Mapping):
        return {str(name): tuple(map(str, values or ())) for name, values in lists.items()}
    return {str(name): (str(value),) for name, value in (event.get(single) or {}).items()}


def _body(event: Mapping[Any, Any]) -> bytes:
    body = event.get("body") or ""
    if not isinstance(body, str):
        raise InvalidRequest
    if not event.get("isBase64Encoded"):
        return body.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidRequest from None
