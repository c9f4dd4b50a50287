"""Convert between plain dictionaries and DynamoDB items."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer  # type: ignore[import-untyped]  # boto3 has no types

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def to_item(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item in DynamoDB's notation, without the attributes that are None."""
    return {name: _serialized(value) for name, value in plain.items() if value is not None}


def from_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as a dictionary. All its numbers are integers."""
    plain = {name: _deserializer.deserialize(value) for name, value in item.items()}
    return {name: int(value) if isinstance(value, Decimal) else value for name, value in plain.items()}


def _serialized(value: Any) -> dict[str, Any]:
    """Serialize texts and integers, nearly all of our values, without the cost of boto3's serializer."""
    kind = type(value)
    if kind is str:
        return {"S": value}
    if kind is int:
        return {"N": str(value)}
    serialized: dict[str, Any] = _serializer.serialize(value)
    return serialized
