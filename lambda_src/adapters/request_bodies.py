"""Parse and validate JSON bodies: one object, unique keys, finite numbers, no floating point."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final, cast

from fastjsonschema import JsonSchemaValueException, compile

from payments.errors import FieldUnknown, InvalidJson, InvalidRequest
from payments.request import PaymentRequest
from payments.schema import ALL_FIELD_ERRORS, DECISION, FIELD_ERRORS, PAYMENT_REQUEST, REFUND, REVERSAL


@dataclass(frozen=True, slots=True)
class BodySchema:
    """The compiled schema of a body. `check` raises JsonSchemaValueException; `expected` is the error
    message by field.
    """

    check: Callable[[object], object]
    required: Sequence[str]
    expected: Mapping[str, str]

    @classmethod
    def of(cls, schema: dict[str, Any], expected: Mapping[str, str]) -> BodySchema:
        """Compile a JSON Schema, which takes milliseconds: do it once."""
        return cls(compile(schema), schema.get("required", ()), expected)

    @classmethod
    def for_follow_up(cls, schema: dict[str, Any]) -> BodySchema:
        """Compile the schema of a refund, a reversal or a decision."""
        return cls.of(schema, {name: ALL_FIELD_ERRORS[name] for name in schema["properties"]})


_PAYMENT: Final = BodySchema.of(PAYMENT_REQUEST, FIELD_ERRORS)
_FOLLOW_UPS: Final = {"refund": REFUND, "reversal": REVERSAL, "decision": DECISION}


def parse_json(body: bytes) -> object:
    """Return any JSON value. Raises InvalidJson."""
    try:
        return json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            # Decimal, so that 12.0 and 1e3 are no integers: minor units are not written so.
            parse_float=Decimal,
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise InvalidJson from None


def parse_payment_request(body: bytes) -> PaymentRequest:
    """Return the payment request. Raises InvalidJson, InvalidRequest with what was expected, CurrencyUnknown."""
    return PaymentRequest.of(validated_object(body, _PAYMENT))


def parse_known_fields(body: bytes) -> tuple[PaymentRequest, FieldUnknown | None]:
    """Return the fields that this release knows, and the error for the others: a later release may have recorded them.

    Raises InvalidJson, InvalidRequest or CurrencyUnknown for what is wrong in any release.
    """
    try:
        return parse_payment_request(body), None
    except FieldUnknown as refusal:
        fields = cast("dict[str, Any]", parse_json(body))
        return PaymentRequest.of({name: fields[name] for name in _PAYMENT.expected if name in fields}), refusal


def parse_refund(body: bytes) -> dict[str, Any]:
    """Return the body of a refund. Raises InvalidJson, InvalidRequest."""
    return validated_object(body, _follow_up_schema("refund"))


def parse_reversal(body: bytes) -> dict[str, Any]:
    """Return the body of a reversal, which may be empty. Raises InvalidJson, InvalidRequest."""
    return validated_object(body or b"{}", _follow_up_schema("reversal"))


def parse_decision(body: bytes) -> dict[str, Any]:
    """Return the body of a decision. Raises InvalidJson, InvalidRequest."""
    return validated_object(body, _follow_up_schema("decision"))


@cache
def _follow_up_schema(name: str) -> BodySchema:
    """Return a schema that is compiled on first use: two of three functions never see such a body."""
    return BodySchema.for_follow_up(_FOLLOW_UPS[name])


def validated_object(body: bytes, shape: BodySchema) -> dict[str, Any]:
    """Return the object in a body. Raises InvalidJson, or InvalidRequest with what was expected."""
    value = parse_json(body)
    if not isinstance(value, dict):
        raise InvalidJson
    try:
        shape.check(value)
    except JsonSchemaValueException as fault:
        # This rule is checked last: all known fields are valid then.
        kind = FieldUnknown if fault.rule == "additionalProperties" else InvalidRequest
        raise kind(_error_message(fault, value, shape)) from None
    return value


def _error_message(fault: JsonSchemaValueException, value: dict[str, Any], shape: BodySchema) -> str:
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
