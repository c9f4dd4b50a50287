"""The transactions table: what payments are read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from adapters.aws import FAULTS, client
from adapters.tables import from_item, to_item
from payments import cursor
from payments.errors import TemporarilyUnavailable
from payments.payment import Payment, answer

BY_MERCHANT: Final = "by-merchant"
_POSITION: Final = frozenset({"paymentId", "merchantId", "createdAt"})
_SHOWN: Final = (
    "paymentId",
    "status",
    "amount",
    "currency",
    "merchantId",
    "customerId",
    "reference",
    "reasons",
    "createdAt",
)


@dataclass(frozen=True, slots=True)
class DynamoTransactions:
    """Items are a payment's answer; what is None is left out of an item and put back on reading."""

    table: str

    def put(self, payment: Payment) -> None:
        """Raises TemporarilyUnavailable."""
        self._call("put_item", Item=to_item(answer(payment)))

    def get(self, payment_id: str) -> dict[str, Any] | None:
        """A payment's answer, or None. Raises TemporarilyUnavailable."""
        found = self._call("get_item", Key=to_item({"paymentId": payment_id}), ConsistentRead=True)
        return _shown(found["Item"]) if "Item" in found else None

    def of_merchant(self, merchant_id: str, *, limit: int, after: str | None) -> dict[str, Any]:
        """A page, newest first, with the cursor of the next one. Raises CursorInvalid, TemporarilyUnavailable."""
        start = {}
        if after is not None:
            position = cursor.decode(after, keys=_POSITION, fixed={"merchantId": merchant_id})
            start = {"ExclusiveStartKey": to_item(position)}
        page = self._call(
            "query",
            IndexName=BY_MERCHANT,
            KeyConditionExpression="merchantId = :merchant",
            ExpressionAttributeValues=to_item({":merchant": merchant_id}),
            ScanIndexForward=False,
            Limit=limit,
            **start,
        )
        last = page.get("LastEvaluatedKey")
        return {
            "payments": [_shown(item) for item in page["Items"]],
            "nextCursor": cursor.encode(from_item(last)) if last else None,
        }

    def _call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            response: dict[str, Any] = getattr(client("dynamodb"), operation)(TableName=self.table, **arguments)
        except FAULTS as fault:
            raise TemporarilyUnavailable from fault
        return response


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    plain = from_item(item)
    return {name: plain.get(name) for name in _SHOWN}
