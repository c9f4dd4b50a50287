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
# Not of the request, but of the way there or of that moment: nothing was done, and it may be repeated.
_RETRYABLE: Final = frozenset({407, 421, 429})
# Of the relay's own rights, unless on-premises says it of the caller.
_RELAY_NOT_ALLOWED: Final = frozenset({401, 403})
# Somebody else is at it, or has given up waiting.
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


def parse_response(received: RawResponse, *, writes: bool) -> OnPremisesResponse:
    """Return the response. Raises OutcomeUnknown if it does not say whether something was written,
    TemporarilyUnavailable.

    Redirections are not followed: a payment goes to the configured addresses, and nowhere else.
    """
    undecided = OutcomeUnknown if writes else TemporarilyUnavailable
    answer = OnPremisesResponse(received.status, *_object(received.body))
    if answer.status in _RETRYABLE or (answer.status in _RELAY_NOT_ALLOWED and answer.code is None):
        raise TemporarilyUnavailable
    refused = 400 <= answer.status < 500 and not (answer.status in _UNDECIDED and answer.code not in _KNOWN)
    if not answer.content or not (refused or 200 <= answer.status < 300):
        raise undecided
    return answer


def to_payment_error(answer: OnPremisesResponse) -> PaymentError:
    """Return an error of on-premises with our message, as its own might quote the request."""
    known = _KNOWN.get(answer.code or "")
    if known is not None and known.status == answer.status:
        return known()
    return OnPremisesRefusal(answer.status, answer.code or _REFUSED)


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
