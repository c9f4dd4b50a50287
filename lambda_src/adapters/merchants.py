"""The merchants table. `callers` of an item is a set or list of the ARNs that may act for the merchant."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.aws import AWS_ERRORS, client
from adapters.dynamodb_items import from_item, to_item
from payments.errors import TemporarilyUnavailable
from payments.merchants import Merchant


@dataclass(frozen=True, slots=True)
class DynamoMerchants:
    """Implements payments.merchants.Merchants by consistent reads: a suspension applies at once."""

    table: str

    def find(self, merchant_id: str) -> Merchant | None:
        """Return the merchant, or None. Raises TemporarilyUnavailable."""
        try:
            response = client("dynamodb").get_item(
                TableName=self.table, Key=to_item({"merchantId": merchant_id}), ConsistentRead=True
            )
        except AWS_ERRORS as fault:
            raise TemporarilyUnavailable from fault
        if "Item" not in response:
            return None
        item = from_item(response["Item"])
        return Merchant(
            merchant_id=merchant_id,
            active=item.get("status") == "active",
            country=item.get("country", ""),
            callers=tuple(sorted(map(str, item.get("callers", ())))),
        )
