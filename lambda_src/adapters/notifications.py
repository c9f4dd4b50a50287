"""Publish failed transactions to their SNS topic, and count them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aws_lambda_powertools import Logger

from adapters.aws import AWS_ERRORS, SINGLE_ATTEMPT, client
from adapters.metrics import count_failed_transaction
from payments.errors import TemporarilyUnavailable
from payments.payment import Payment, payment_response
from payments.request import PaymentRequest

_UNKNOWN: Final = "unknown"
_logger = Logger(child=True)


@dataclass(frozen=True, slots=True)
class SnsNotifications:
    """Implements payments.delivery.Notifications. A message is the payment as its caller sees it: no
    token, no score.
    """

    topic: str

    def publish_declined(self, payments: Sequence[Payment]) -> Collection[str]:
        """Publish declined payments and return the ids of those published.

        Raises TemporarilyUnavailable if there is one payment and it could not be published.
        """
        if len(payments) == 1:
            self._publish(payment_response(payments[0]))
            return [payments[0].payment_id]
        return [told for ten in _tens(payments) for told in self._publish_ten(ten)]

    def count_declined(self, payment: Payment) -> None:
        """Count a declined payment."""
        count_failed_transaction(payment.payment_id, payment.status, list(payment.assessment.reasons))

    def publish_failed(
        self, payment_id: str, request: PaymentRequest, *, reason: str, correlation_id: str | None
    ) -> None:
        """Publish a payment whose outcome is unknown because of an internal error. Raises TemporarilyUnavailable."""
        count_failed_transaction(payment_id, _UNKNOWN, [reason])
        self._publish(
            {
                "paymentId": payment_id,
                "status": _UNKNOWN,
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
        try:
            client("sns", SINGLE_ATTEMPT).publish(TopicArn=self.topic, **_message(message))
        except AWS_ERRORS as fault:
            raise TemporarilyUnavailable from fault

    def _publish_ten(self, payments: Sequence[Payment]) -> Collection[str]:
        entries = [{"Id": payment.payment_id, **_message(payment_response(payment))} for payment in payments]
        try:
            sent = client("sns", SINGLE_ATTEMPT).publish_batch(TopicArn=self.topic, PublishBatchRequestEntries=entries)
        except AWS_ERRORS:
            _logger.warning("notices_not_sent", payments=len(entries))
            return []
        return [entry["Id"] for entry in sent.get("Successful", [])]


def _tens(payments: Sequence[Payment]) -> Iterator[Sequence[Payment]]:
    """Return batches of ten, the most that SNS takes."""
    return (payments[start : start + 10] for start in range(0, len(payments), 10))


def _message(message: dict[str, Any]) -> dict[str, Any]:
    attributes = {"status": message["status"], "paymentId": message["paymentId"]}
    return {
        "Message": json.dumps(message),
        "MessageAttributes": {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()},
    }
