"""Read the fraud-counters table in one call, and increment counters in one transaction."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from adapters.aws import AWS_ERRORS, client, error_code
from adapters.dynamodb_items import from_item, to_item
from payments.errors import TemporarilyUnavailable
from payments.fraud_counters import Counter

Keys = Mapping[str, Sequence[Mapping[str, str]]]
"""Keys of items by table."""

_ROUNDS: Final = 4
_PAUSE_SECONDS: Final = 0.02
_CONFLICTS: Final = frozenset(
    {"TransactionCanceledException", "TransactionInProgressException", "IdempotentParameterMismatchException"}
)


class TransactionConflict(Exception):
    """Another transaction was faster, or a condition no longer holds: read again."""


def read_items(keys: Keys) -> dict[str, list[dict[str, Any]]]:
    """Return existing items by table, by consistent reads. Raises TemporarilyUnavailable."""
    found: dict[str, list[dict[str, Any]]] = {table: [] for table in keys}
    unprocessed: Mapping[str, Any] = {
        table: {"Keys": [to_item(key) for key in of_table], "ConsistentRead": True} for table, of_table in keys.items()
    }
    for attempt in range(_ROUNDS):
        if attempt:
            time.sleep(_PAUSE_SECONDS * attempt)
        try:
            page = client("dynamodb").batch_get_item(RequestItems=unprocessed)
        except AWS_ERRORS as fault:
            raise TemporarilyUnavailable from fault
        for table, items in page["Responses"].items():
            found[table] += map(from_item, items)
        unprocessed = page.get("UnprocessedKeys")
        if not unprocessed:
            return found
    raise TemporarilyUnavailable


def write_transaction(actions: Sequence[Mapping[str, Any]]) -> None:
    """Write all actions or none. The token makes botocore's own retries idempotent.

    Raises TransactionConflict, TemporarilyUnavailable.
    """
    try:
        client("dynamodb").transact_write_items(TransactItems=actions, ClientRequestToken=str(uuid.uuid4()))
    except AWS_ERRORS as fault:
        raise (TransactionConflict if error_code(fault) in _CONFLICTS else TemporarilyUnavailable) from fault


def increment(table: str, counter: Counter, amounts: Mapping[str, int], *, within: bool = False) -> dict[str, Any]:
    """Return a transaction's action that adds to a counter; `within`: on condition that it stays within its limit."""
    values = {f":{name}": amount for name, amount in amounts.items()} | {":expiresAt": counter.expires_at}
    condition = {}
    if within:
        values[":limit"] = counter.limit or 0
        condition = {"ConditionExpression": "attribute_not_exists(#payments) OR #payments < :limit"}
    return {
        "Update": {
            "TableName": table,
            "Key": to_item({"counterKey": counter.key}),
            "UpdateExpression": f"ADD {', '.join(f'#{name} :{name}' for name in amounts)} SET #expiresAt = :expiresAt",
            "ExpressionAttributeNames": {f"#{name}": name for name in (*amounts, "expiresAt")},
            "ExpressionAttributeValues": to_item(values),
            **condition,
        }
    }
