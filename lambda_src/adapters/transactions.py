"""The transactions table: the read model of payments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.aws import AWS_ERRORS, SINGLE_ATTEMPT, client, error_code
from adapters.dynamodb_items import from_item, to_item
from payments import cursor
from payments.errors import TemporarilyUnavailable
from payments.payment import Payment, payment_response

BY_MERCHANT: Final = "by-merchant"
_POSITION: Final = frozenset({"paymentId", "merchantId", "createdAt"})
_RESPONSE_FIELDS: Final = (
    "paymentId",
    "status",
    "amount",
    "currency",
    "merchantId",
    "customerId",
    "reference",
    "reasons",
    "refundedAmount",
    "version",
    "createdAt",
)
# The fields that records of the release before versions lack.
_FIRST: Final = {"refundedAmount": 0, "version": 1}
_NEWER_STAYS: Final = {
    "ConditionExpression": "attribute_not_exists(paymentId) OR attribute_not_exists(version) OR version <= :version"
}


@dataclass(frozen=True, slots=True)
class DynamoTransactions:
    """Implements payments.delivery.Projection. An item is the payment's response without the fields that are None."""

    table: str

    def put(self, payments: Sequence[Payment]) -> Collection[str]:
        """Write records and return the ids whose record is now of this version or a later one. Idempotent.

        Raises TemporarilyUnavailable if a single payment, or none of many, could be written.
        """
        if len(payments) > 1:
            return self._put_many(payments)
        for payment in payments:
            try:
                client("dynamodb", SINGLE_ATTEMPT).put_item(**self._record(payment))
            except AWS_ERRORS as fault:
                if error_code(fault) != "ConditionalCheckFailedException":
                    raise TemporarilyUnavailable from fault
        return [payment.payment_id for payment in payments]

    def _put_many(self, payments: Sequence[Payment]) -> Collection[str]:
        """Write in one transaction, as batch writes take no conditions; retry without those that a
        condition refuses.
        """
        try:
            client("dynamodb", SINGLE_ATTEMPT).transact_write_items(
                TransactItems=[{"Put": self._record(payment)} for payment in payments]
            )
        except AWS_ERRORS as fault:
            reasons = (getattr(fault, "response", None) or {}).get("CancellationReasons", [])
            codes = [reason.get("Code") for reason in reasons]
            writable = [payment for payment, code in zip(payments, codes, strict=False) if code in (None, "None")]
            newer = [p.payment_id for p, code in zip(payments, codes, strict=False) if code == "ConditionalCheckFailed"]
            if len(writable) == len(payments) or not (writable or newer):
                raise TemporarilyUnavailable from fault
            return [*newer, *(self.put(writable) if writable else ())]
        return [payment.payment_id for payment in payments]

    def _record(self, payment: Payment) -> dict[str, Any]:
        return {
            "TableName": self.table,
            "Item": to_item(payment_response(payment)),
            "ExpressionAttributeValues": to_item({":version": payment.version}),
            **_NEWER_STAYS,
        }

    def get_many(self, payment_ids: Sequence[str]) -> Mapping[str, dict[str, Any]]:
        """Return records by id, of at most a hundred payments. Raises TemporarilyUnavailable."""
        found: dict[str, dict[str, Any]] = {}
        unprocessed = {
            self.table: {"Keys": [to_item({"paymentId": one}) for one in payment_ids], "ConsistentRead": True}
        }
        while unprocessed:
            try:
                page = client("dynamodb").batch_get_item(RequestItems=unprocessed)
            except AWS_ERRORS as fault:
                raise TemporarilyUnavailable from fault
            found.update({item["paymentId"]["S"]: _response(item) for item in page["Responses"].get(self.table, [])})
            unprocessed = page.get("UnprocessedKeys", {})
        return found

    def scan_ids(self, after: str | None, limit: int) -> tuple[Sequence[str], str | None]:
        """Return a page of ids in the table's order, and the last id, None at the end. Raises
        TemporarilyUnavailable.
        """
        start = {} if after is None else {"ExclusiveStartKey": to_item({"paymentId": after})}
        page = self._call("scan", ProjectionExpression="paymentId", ConsistentRead=True, Limit=limit, **start)
        last = page.get("LastEvaluatedKey")
        return [item["paymentId"]["S"] for item in page["Items"]], last["paymentId"]["S"] if last else None

    def get(self, payment_id: str) -> dict[str, Any] | None:
        """Return a payment's response, or None. Raises TemporarilyUnavailable."""
        found = self._call("get_item", Key=to_item({"paymentId": payment_id}), ConsistentRead=True)
        return _response(found["Item"]) if "Item" in found else None

    def list_by_merchant(self, merchant_id: str, limit: int, after: str | None) -> dict[str, Any]:
        """Return a page, newest first, with the cursor of the next. Raises CursorInvalid, TemporarilyUnavailable."""
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
            "payments": [_response(item) for item in page["Items"]],
            "nextCursor": cursor.encode(from_item(last)) if last else None,
        }

    def _call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            response: dict[str, Any] = getattr(client("dynamodb"), operation)(TableName=self.table, **arguments)
        except AWS_ERRORS as fault:
            raise TemporarilyUnavailable from fault
        return response


def _response(item: dict[str, Any]) -> dict[str, Any]:
    plain = {**_FIRST, **from_item(item)}
    return {name: plain.get(name) for name in _RESPONSE_FIELDS}
