"""Bodies in JSON: one object, no key twice, no number that is not one, and no floating point."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from aws_lambda_powertools.utilities.validation import SchemaValidationError, validate

from payments.errors import InvalidJson, InvalidRequest
from payments.request import PaymentRequest
from payments.schema import EXPECTED, PAYMENT_REQUEST


def parse(body: bytes) -> object:
    """Any JSON value. Raises InvalidJson."""
    try:
        return json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            # No whole number, whatever its digits: 12.0 or 1e3 is not how minor units are written.
            parse_float=Decimal,
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise InvalidJson from None


def payment_request(body: bytes) -> PaymentRequest:
    """Raises InvalidJson, InvalidRequest with what was expected, or CurrencyUnknown."""
    value = parse(body)
    if not isinstance(value, dict):
        raise InvalidJson
    try:
        validate(value, PAYMENT_REQUEST)
    except SchemaValidationError as fault:
        raise InvalidRequest(_expectation(fault, value)) from None
    return PaymentRequest.of(value)


def _expectation(fault: SchemaValidationError, value: dict[str, Any]) -> str:
    path = fault.path or []
    if len(path) > 1 and path[1] in EXPECTED:
        return EXPECTED[path[1]]
    missing = [name for name in PAYMENT_REQUEST["required"] if name not in value]
    if missing:
        return f"{', '.join(missing)} must be given"
    return f"Only these fields may be given: {', '.join(EXPECTED)}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key is given twice")
    return fields


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
