"""Bodies in JSON: one object, no key twice, no number that is not one, and no floating point."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from fastjsonschema import JsonSchemaValueException, compile  # type: ignore[import-untyped]  # it has no types

from payments.errors import InvalidJson, InvalidRequest
from payments.request import PaymentRequest
from payments.schema import EXPECTED, PAYMENT_REQUEST


@dataclass(frozen=True, slots=True)
class Shape:
    """What a body must be. `check` raises JsonSchemaValueException; `expected` has a sentence for each field."""

    check: Callable[[object], object]
    required: Sequence[str]
    expected: Mapping[str, str]

    @classmethod
    def of(cls, schema: Mapping[str, Any], expected: Mapping[str, str]) -> Shape:
        """Compiles a JSON Schema, which takes milliseconds: once, when the module is imported."""
        return cls(compile(schema), schema.get("required", ()), expected)


_PAYMENT: Final = Shape.of(PAYMENT_REQUEST, EXPECTED)


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
    return PaymentRequest.of(fields(body, _PAYMENT))


def fields(body: bytes, shape: Shape) -> dict[str, Any]:
    """The object in a body, once it has its shape. Raises InvalidJson, or InvalidRequest with what was expected."""
    value = parse(body)
    if not isinstance(value, dict):
        raise InvalidJson
    try:
        shape.check(value)
    except JsonSchemaValueException as fault:
        raise InvalidRequest(_expectation(fault, value, shape)) from None
    return value


def _expectation(fault: JsonSchemaValueException, value: dict[str, Any], shape: Shape) -> str:
    path = fault.path
    if len(path) > 1 and path[1] in shape.expected:
        return shape.expected[path[1]]
    missing = [name for name in shape.required if name not in value]
    if missing:
        return f"{', '.join(missing)} must be given"
    return f"Only these fields may be given: {', '.join(shape.expected)}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key is given twice")
    return fields


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
