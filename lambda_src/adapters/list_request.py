"""Parse a request for a page of a merchant's payments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from payments.errors import InvalidRequest
from payments.schema import FIELD_ERRORS, IDENTIFIER_PATTERN

_LIMIT: Final = re.compile(r"[1-9][0-9]?|100")
_DEFAULT_LIMIT: Final = "20"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequest:
    """A request for a page. `ledger` names one of two systems: blue or green."""

    merchant_id: str
    limit: int
    cursor: str | None
    ledger: str | None = None

    @classmethod
    def of(cls, merchant_id: str, query: Mapping[str, list[str]]) -> ListRequest:
        """Parse a path's merchant and a decoded query. Raises InvalidRequest."""
        if not IDENTIFIER_PATTERN.fullmatch(merchant_id):
            raise InvalidRequest(FIELD_ERRORS["merchantId"])
        limit = _single_value(query, "limit") or _DEFAULT_LIMIT
        if not _LIMIT.fullmatch(limit):
            raise InvalidRequest("limit must be a whole number, 1 to 100")
        return cls(
            merchant_id=merchant_id,
            limit=int(limit),
            cursor=_single_value(query, "cursor"),
            ledger=_single_value(query, "ledger"),
        )


def _single_value(query: Mapping[str, list[str]], name: str) -> str | None:
    values = query.get(name, [])
    if len(values) > 1:
        raise InvalidRequest(f"{name} must be given once")
    return values[0] if values else None
