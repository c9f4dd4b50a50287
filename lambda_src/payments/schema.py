"""JSON Schemas (draft 7) of request bodies, and the error message of each field.

Only ASCII is let in, as identifiers travel through headers and names.
"""

from __future__ import annotations

import re
from typing import Any, Final

from payments.money import MAX_MINOR_UNITS

IDENTIFIER: Final = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
IDENTIFIER_PATTERN: Final = re.compile(IDENTIFIER.strip("^$"))
"""The same for `fullmatch`, which lets no line break in at the end."""

PAYMENT_REQUEST: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["amount", "currency", "merchantId", "customerId", "cardToken", "cardCountry"],
    "properties": {
        "amount": {"type": "integer", "minimum": 1, "maximum": MAX_MINOR_UNITS},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "merchantId": {"type": "string", "pattern": IDENTIFIER},
        "customerId": {"type": "string", "pattern": IDENTIFIER},
        "cardToken": {"type": "string", "pattern": "^tok_[A-Za-z0-9]{16,64}$"},
        "cardCountry": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "reference": {"type": "string", "pattern": "^[ -~]{1,64}$"},
    },
}

_CURRENCY: Final = PAYMENT_REQUEST["properties"]["currency"]
_TEXT: Final = PAYMENT_REQUEST["properties"]["reference"]

REFUND: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["amount"],
    "properties": {"amount": PAYMENT_REQUEST["properties"]["amount"], "currency": _CURRENCY, "reference": _TEXT},
}

REVERSAL: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"reference": _TEXT},
}

DECISION: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["decision"],
    "properties": {"decision": {"enum": ["approve", "decline"]}, "reason": _TEXT},
}

FIELD_ERRORS: Final = {
    "amount": f"amount must be a whole number of minor units, 1 to {MAX_MINOR_UNITS}",
    "currency": "currency must be three capital letters, such as EUR",
    "merchantId": "merchantId must be 1 to 64 letters, digits, hyphens and underscores",
    "customerId": "customerId must be 1 to 64 letters, digits, hyphens and underscores",
    "cardToken": "cardToken must be tok_ and 16 to 64 letters and digits",
    "cardCountry": "cardCountry must be two capital letters, such as DE",
    "reference": "reference must be 1 to 64 printable ASCII characters",
}
"""What to tell a caller whose field fails, by field."""

ALL_FIELD_ERRORS: Final = {
    **FIELD_ERRORS,
    "decision": "decision must be approve or decline",
    "reason": "reason must be 1 to 64 printable ASCII characters",
}
"""The same of what is asked for later."""
