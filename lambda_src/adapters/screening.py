"""Screens a payment once, by its id.

This is where Powertools' idempotency serves: a retry after a crash gets the first assessment again, and the payment is
not counted twice. Money does not rest on it. It holds a lock in DynamoDB that a crash leaves behind, and it can't
commit with the ledger, so exactly-once is the ledger's own unique key; whenever this layer is in the way, the payment
is screened once more, which at worst counts it twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyPersistenceLayerError,
)

from adapters.aws import client
from payments.fraud import Assessment, Counters, assess
from payments.fraud_rules import FraudRules
from payments.merchants import Merchant
from payments.request import PaymentRequest

_IN_THE_WAY = (IdempotencyAlreadyInProgressError, IdempotencyInconsistentStateError, IdempotencyPersistenceLayerError)
REMEMBERED_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceScreening:
    """`table` is the idempotency table. One instance serves one thread."""

    table: str
    counters: Counters
    rules: Callable[[], FraudRules]
    config: IdempotencyConfig

    def screen(self, payment_id: str, request: PaymentRequest, merchant: Merchant) -> Assessment:
        """The payment's assessment. Raises TemporarilyUnavailable or ConfigurationInvalid."""

        def count_and_assess() -> Assessment:
            rules = self.rules()
            return assess(request, merchant, self.counters.count(request, rules), rules)

        def remember(*, screening: list[str]) -> dict[str, Any]:
            return asdict(count_and_assess())

        try:
            remembered = self._once(remember)(screening=[payment_id, request.fingerprint()])
        except _IN_THE_WAY:
            return count_and_assess()
        return Assessment(
            decision=remembered["decision"], score=int(remembered["score"]), reasons=tuple(remembered["reasons"])
        )

    def _once(self, work: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
        decorated: Callable[..., Any] = idempotent_function(
            work,
            data_keyword_argument="screening",
            persistence_store=DynamoDBPersistenceLayer(self.table, boto3_client=client("dynamodb")),
            config=self.config,
            key_prefix="screening",
        )
        return decorated
