"""The claims table. One conditional write decides who owns a payment; all other attributes are for operators."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Final

from adapters.aws import AWS_ERRORS, SINGLE_ATTEMPT, client, error_code
from adapters.dynamodb_items import from_item, to_item
from adapters.logs import logger
from payments.claims import Claim, Claims, Colour, Outcome
from payments.errors import TemporarilyUnavailable
from payments.payment import TIMESTAMP, timestamp

UNKNOWN_INDEX: Final = "unknown"
"""The sparse index of claims whose outcome is unknown, and what its hash key holds."""
_CONDITION_FAILED: Final = "ConditionalCheckFailedException"
_KNOWN: Final = "SET #outcome = :outcome REMOVE outcomeUnknown, unknownSince"
_UPDATES: Final[Mapping[Outcome, tuple[str, str]]] = {
    "booked": (_KNOWN, "colour = :colour"),
    "refused": (_KNOWN, "colour = :colour AND #outcome <> :booked"),
    "open": (_KNOWN, "colour = :colour AND #outcome <> :booked"),
    "unknown": (
        "SET #outcome = :outcome, outcomeUnknown = :outcome, unknownSince = if_not_exists(unknownSince, :now)",
        "colour = :colour AND #outcome <> :booked",
    ),
}


@dataclass(frozen=True, slots=True)
class DynamoClaims:
    """Implements payments.claims.Claims. Reads are consistent, but for those of the index."""

    table: str
    clock: Callable[[], float] = time.time

    def claim(self, payment_id: str, colour: Colour, outcome: Outcome = "open") -> Claim:
        """Return the claim, which is the earlier one if there is one. Idempotent, also after an answer was lost."""
        item = {"paymentId": payment_id, "colour": colour, "claimedAt": self._now(), "outcome": outcome}
        try:
            client("dynamodb").put_item(
                TableName=self.table,
                Item=to_item(item),
                ConditionExpression="attribute_not_exists(paymentId)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except AWS_ERRORS as fault:
            return self._earlier(payment_id, fault)
        return Claim(payment_id=payment_id, colour=colour, outcome=outcome, is_new=True)

    def find(self, payment_id: str) -> Claim | None:
        """Return the claim or None. Claims are never deleted, so that a read is enough where nothing is booked."""
        try:
            found = client("dynamodb").get_item(
                TableName=self.table, Key=to_item({"paymentId": payment_id}), ConsistentRead=True
            )
        except AWS_ERRORS as fault:
            raise TemporarilyUnavailable from fault
        return _claim(found["Item"]) if "Item" in found else None

    def record_outcome(self, payment_id: str, colour: Colour, outcome: Outcome) -> None:
        """Record the outcome with a single attempt: it decides nothing."""
        update, condition = _UPDATES[outcome]
        values = {":outcome": outcome, ":colour": colour, ":booked": "booked", ":now": self._now()}
        bound_values = {name: value for name, value in values.items() if name in f"{update} {condition}"}
        try:
            client("dynamodb", SINGLE_ATTEMPT).update_item(
                TableName=self.table,
                Key=to_item({"paymentId": payment_id}),
                UpdateExpression=update,
                ConditionExpression=condition,
                ExpressionAttributeNames={"#outcome": "outcome"},
                ExpressionAttributeValues=to_item(bound_values),
            )
        except AWS_ERRORS as fault:
            if error_code(fault) != _CONDITION_FAILED:
                raise TemporarilyUnavailable from fault

    def with_unknown_outcome(self, limit: int) -> Sequence[Claim]:
        """Return claims from the index, which is eventually consistent."""
        try:
            page = client("dynamodb").query(
                TableName=self.table,
                IndexName=UNKNOWN_INDEX,
                KeyConditionExpression="outcomeUnknown = :unknown",
                ExpressionAttributeValues=to_item({":unknown": UNKNOWN_INDEX}),
                Limit=limit,
            )
        except AWS_ERRORS as fault:
            raise TemporarilyUnavailable from fault
        return [_claim(item) for item in page["Items"]]

    def _earlier(self, payment_id: str, fault: Exception) -> Claim:
        if error_code(fault) != _CONDITION_FAILED:
            raise TemporarilyUnavailable from fault
        item = getattr(fault, "response", {}).get("Item")
        earlier = _claim(item) if item else self.find(payment_id)
        if earlier is None:
            raise TemporarilyUnavailable from fault
        return earlier

    def _now(self) -> str:
        return timestamp(datetime.fromtimestamp(self.clock(), timezone.utc))


def try_record_outcome(claims: Claims, claim: Claim, outcome: Outcome) -> None:
    """Record an outcome if it has changed. A failure is logged alone: the caller's response is known already."""
    if claim.outcome == outcome:
        return
    try:
        claims.record_outcome(claim.payment_id, claim.colour, outcome)
    except TemporarilyUnavailable:
        logger.warning("outcome_not_noted", outcome=outcome)


def _claim(item: Mapping[str, Any]) -> Claim:
    attributes = from_item(item)
    since, claimed = attributes.get("unknownSince"), attributes.get("claimedAt")
    return Claim(
        payment_id=attributes["paymentId"],
        colour=attributes["colour"],
        outcome=attributes.get("outcome", "open"),
        unknown_since=_seconds(since) if since else None,
        claimed_at=_seconds(claimed) if claimed else None,
    )


def _seconds(moment: str) -> float:
    return datetime.strptime(moment, TIMESTAMP).replace(tzinfo=timezone.utc).timestamp()
