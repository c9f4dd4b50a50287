"""The topic of failed transactions."""

from __future__ import annotations

import json
from dataclasses import dataclass

from adapters.aws import FAULTS, client
from payments.errors import TemporarilyUnavailable
from payments.payment import Payment, answer


@dataclass(frozen=True, slots=True)
class SnsNotices:
    """Messages are the payment as its caller saw it: no token, no score."""

    topic: str

    def declined(self, payment: Payment) -> None:
        """Raises TemporarilyUnavailable."""
        attributes = {"status": payment.status, "paymentId": payment.payment_id}
        try:
            client("sns").publish(
                TopicArn=self.topic,
                Message=json.dumps(answer(payment)),
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
                },
            )
        except FAULTS as fault:
            raise TemporarilyUnavailable from fault
