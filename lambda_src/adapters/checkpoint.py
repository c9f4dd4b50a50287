"""How far a walk has come that takes many calls: one item of a table, which one of two calls at once may change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.aws import AWS_ERRORS, client, error_code
from adapters.dynamodb_items import from_item, to_item
from payments.errors import TemporarilyUnavailable


@dataclass(frozen=True, slots=True)
class DynamoCheckpoint:
    """`name` is the item's id. It has no expiry: a walk that was interrupted is gone on with whenever that is."""

    table: str
    name: str

    def read(self) -> tuple[int, Mapping[str, Any]]:
        """How often it was saved, and what was; nothing before the first time. Raises TemporarilyUnavailable."""
        try:
            found = client("dynamodb").get_item(
                TableName=self.table, Key=to_item({"id": self.name}), ConsistentRead=True
            )
        except AWS_ERRORS as fault:
            raise TemporarilyUnavailable from fault
        item = from_item(found.get("Item", {}))
        return item.get("saved", 0), json.loads(item.get("report", "{}"))

    def save(self, saved: int, report: Mapping[str, Any]) -> bool:
        """Whether it was saved: not where another call has done so since. Raises TemporarilyUnavailable."""
        try:
            client("dynamodb").put_item(
                TableName=self.table,
                Item=to_item({"id": self.name, "saved": saved + 1, "report": json.dumps(report)}),
                ConditionExpression="attribute_not_exists(id) OR saved = :saved",
                ExpressionAttributeValues=to_item({":saved": saved}),
            )
        except AWS_ERRORS as fault:
            if error_code(fault) == "ConditionalCheckFailedException":
                return False
            raise TemporarilyUnavailable from fault
        return True
