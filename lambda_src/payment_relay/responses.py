"""Convert responses of on-premises to those of the API: its shape of errors, and no guess without an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from payment_relay.https_exchange import RawResponse
from payments import errors
from payments.errors import OutcomeUnknown, PaymentError, TemporarilyUnavailable

_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_REFUSED: Final = "REFUSED"
_REFUSED_TEXT: Final = "The request was refused."
# About the route or the moment, not the request: nothing was done, and it may be repeated.
_RETRYABLE: Final = frozenset({407, 421, 429})
# About the relay's own rights, unless an error code of on-premises says that the caller is meant.
_RELAY_NOT_ALLOWED: Final = frozenset({401, 403})
# A concurrent request, or a proxy's time-out.
_UNDECIDED: Final = frozenset({408, 409, 425})


@dataclass(frozen=True, slots=True)
class OnPremisesResponse:
    """A status and a JSON object. `text` is its original text."""

    status: int
    content: Mapping[str, Any] = field(repr=False)
    text: str = field(repr=False)

    @property
    def is_success(self) -> bool:
        return self.status < 300

    @property
    def code(self) -> str | None:
        """The error code, or None."""
        error = self.content.get("error")
        code = error.get("code") if isinstance(error, Mapping) else None
        return code if isinstance(code, str) and _CODE.fullmatch(code) else None


def parse_response(raw: RawResponse, *, writes: bool) -> OnPremisesResponse:
    """Return the response. Raises OutcomeUnknown if it does not say whether something was written,
    TemporarilyUnavailable.

    Redirections are not followed: a payment goes to the configured addresses, and nowhere else.
    """
    undecided = OutcomeUnknown if writes else TemporarilyUnavailable
    response = OnPremisesResponse(raw.status, *_object(raw.body))
    if response.status in _RETRYABLE or (response.status in _RELAY_NOT_ALLOWED and response.code is None):
        raise TemporarilyUnavailable
    refused = 400 <= response.status < 500 and not (response.status in _UNDECIDED and response.code not in _KNOWN)
    if not response.content or not (refused or 200 <= response.status < 300):
        raise undecided
    return response


def to_payment_error(response: OnPremisesResponse) -> PaymentError:
    """Return an error of on-premises with our message, as its own might quote the request."""
    known = _KNOWN.get(response.code or "")
    if known is not None and known.status == response.status:
        return known()
    return OnPremisesRefusal(response.status, response.code or _REFUSED)


class OnPremisesRefusal(PaymentError):
    """A refusal with a code that only on-premises knows."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(_REFUSED_TEXT)
        self.status, self.code = status, code


def _all_of(kind: type[PaymentError]) -> list[type[PaymentError]]:
    return [kind, *(deeper for one in kind.__subclasses__() for deeper in _all_of(one))]


_KNOWN: Final = {
    kind.code: kind for kind in _all_of(PaymentError) if kind.__module__ == errors.__name__ and kind.status < 500
}


def _object(body: bytes) -> tuple[Mapping[str, Any], str]:
    """Return an object and its text; empty for what is none: a proxy's page, or half an answer."""
    try:
        text = body.decode()
        content = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return {}, "{}"
    return (content, text) if isinstance(content, dict) else ({}, "{}")


def _refuse(name: str) -> object:
    raise ValueError(name)
