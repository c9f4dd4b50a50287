"""Store the checkpoint of a job that takes many invocations, as one item with optimistic locking."""

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
    """The checkpoint with the item id `name`. It never expires, so that an interrupted job can always be resumed."""

    table: str
    name: str

    def read(self) -> tuple[int, Mapping[str, Any]]:
        """Return the number of saves and the report; 0 and {} before the first. Raises TemporarilyUnavailable."""
        try:
            found = client("dynamodb").get_item(
                TableName=self.table, Key=to_item({"id": self.name}), ConsistentRead=True
            )
        except AWS_ERRORS as fault:
            raise TemporarilyUnavailable from fault
        item = from_item(found.get("Item", {}))
        return item.get("saved", 0), json.loads(item.get("report", "{}"))

    def save(self, saved: int, report: Mapping[str, Any]) -> bool:
        """Return whether it was saved: not if another call has saved since. Raises TemporarilyUnavailable."""
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
