"""The topic of failed transactions. Each message is counted, too: see `adapters.metrics`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from adapters.aws import FAULTS, client
from adapters.metrics import count_failed_transaction
from payments.errors import TemporarilyUnavailable
from payments.payment import Payment, answer
from payments.request import PaymentRequest


@dataclass(frozen=True, slots=True)
class SnsNotices:
    """Messages are the payment as its caller saw it: no token, no score."""

    topic: str

    def declined(self, payment: Payment) -> None:
        """Raises TemporarilyUnavailable."""
        self._publish(answer(payment))
        count_failed_transaction(payment.payment_id, payment.status, list(payment.assessment.reasons))

    def broken(self, payment_id: str, request: PaymentRequest, *, reason: str, correlation_id: str | None) -> None:
        """Tells of a payment that failed for a cause of ours, recorded or not. Raises TemporarilyUnavailable."""
        count_failed_transaction(payment_id, "failed", [reason])
        self._publish(
            {
                "paymentId": payment_id,
                "status": "failed",
                "amount": request.amount.minor_units,
                "currency": request.amount.currency,
                "merchantId": request.merchant_id,
                "customerId": request.customer_id,
                "reference": request.reference,
                "reasons": [reason],
                "correlationId": correlation_id,
            }
        )

    def _publish(self, message: dict[str, Any]) -> None:
        attributes = {"status": message["status"], "paymentId": message["paymentId"]}
        try:
            client("sns").publish(
                TopicArn=self.topic,
                Message=json.dumps(message),
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
                },
            )
        except FAULTS as fault:
            raise TemporarilyUnavailable from fault
