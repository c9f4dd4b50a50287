"""Velocities in fixed windows and the history of each customer, as atomic counters that expire by themselves.

A window is part of its counter's key, so that an expired counter that DynamoDB has not removed yet is never read.
Fixed windows see up to twice the limit across a boundary; in return each costs one write and no read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adapters.aws import FAULTS, client
from adapters.tables import from_item, to_item
from payments.errors import TemporarilyUnavailable
from payments.fraud import Signals
from payments.fraud_rules import AmountOutlier, FraudRules, Velocity
from payments.request import PaymentRequest


@dataclass(frozen=True, slots=True)
class DynamoCounters:
    """The fraud-counters table. `clock` gives seconds since the epoch."""

    table: str
    clock: Callable[[], float] = time.time

    def count(self, request: PaymentRequest, rules: FraudRules) -> Signals:
        """Four atomic writes. Raises TemporarilyUnavailable."""
        history = self._history(request, rules.outlier)
        return Signals(
            card_velocity=self._velocity("card", request.card_token, rules.card),
            customer_velocity=self._velocity("customer", request.customer_id, rules.customer),
            merchant_velocity=self._velocity("merchant", request.merchant_id, rules.merchant),
            history_count=history["payments"] - 1,
            history_total=history["amount"] - request.amount.minor_units,
        )

    def _velocity(self, kind: str, subject: str, rule: Velocity) -> int:
        window = int(self.clock()) // rule.window_seconds
        key = f"velocity#{kind}#{subject}#{rule.window_seconds}#{window}"
        expires_at = (window + 2) * rule.window_seconds
        counted: int = self._add(key, expires_at, payments=1)["payments"]
        return counted

    def _history(self, request: PaymentRequest, rule: AmountOutlier) -> dict[str, Any]:
        key = f"history#{request.customer_id}#{request.amount.currency}"
        expires_at = int(self.clock()) + rule.history_seconds
        return self._add(key, expires_at, payments=1, amount=request.amount.minor_units)

    def _add(self, key: str, expires_at: int, **amounts: int) -> dict[str, Any]:
        values = {f":{name}": amount for name, amount in amounts.items()}
        try:
            response = client("dynamodb").update_item(
                TableName=self.table,
                Key=to_item({"counterKey": key}),
                UpdateExpression=f"ADD {', '.join(f'#{name} :{name}' for name in amounts)} SET #expiresAt = :expiresAt",
                ExpressionAttributeNames={f"#{name}": name for name in (*amounts, "expiresAt")},
                ExpressionAttributeValues=to_item({**values, ":expiresAt": expires_at}),
                ReturnValues="UPDATED_NEW",
            )
        except FAULTS as fault:
            raise TemporarilyUnavailable from fault
        return from_item(response["Attributes"])
