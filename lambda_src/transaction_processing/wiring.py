"""Build the parts of payment processing, once per execution environment."""

from __future__ import annotations

import os
from functools import cache

from adapters.checkpoint import DynamoCheckpoint
from adapters.claims import DynamoClaims
from adapters.configuration import fraud_rules, limits
from adapters.credentials import SecretCredentials
from adapters.database import Database
from adapters.deadline import remaining_seconds
from adapters.handover import PeerFunction
from adapters.ledger import AuroraLedger
from adapters.logs import logger
from adapters.merchants import DynamoMerchants
from adapters.notifications import SnsNotifications
from adapters.replicated_payments import ReplicatedPayments
from adapters.screening import IdempotentScreening
from adapters.settings import DatabaseSettings, setting, setting_choice
from adapters.transactions import DynamoTransactions
from payments.delivery import Delivery
from payments.processing import Processor
from transaction_processing.migration import Migration
from transaction_processing.relayed_blue import RelayedBlue
from transaction_processing.retired_blue import RetiredBlue


@cache
def ledger() -> AuroraLedger:
    """Return the ledger. It connects on first use."""
    return AuroraLedger(
        Database(DatabaseSettings.from_environment(), SecretCredentials(setting("SECRET_APP_DATABASE")))
    )


@cache
def transactions() -> DynamoTransactions:
    """Return the read model of payments."""
    return DynamoTransactions(setting("TABLE_TRANSACTIONS"))


@cache
def merchants() -> DynamoMerchants:
    """Return the merchants table."""
    return DynamoMerchants(setting("TABLE_MERCHANTS"))


@cache
def reconciliation_checkpoint() -> DynamoCheckpoint:
    """Return the checkpoint of the reconciliation."""
    return DynamoCheckpoint(setting("TABLE_IDEMPOTENCY"), "reconciliation")


@cache
def notifications() -> SnsNotifications:
    """Return the publisher of failed payments."""
    return SnsNotifications(setting("TOPIC_FAILED_TRANSACTIONS"))


@cache
def migration() -> Migration | None:
    """Return what a second system of record needs, also after its retirement; None if there always was one system.

    Without a relay the other system is retired, and its payments are in the ledger's database.
    """
    claims, relay = os.environ.get("TABLE_PAYMENT_CLAIMS"), os.environ.get("FUNCTION_PAYMENT_RELAY")
    if not claims:
        return None
    blue = RelayedBlue(PeerFunction(relay)) if relay else RetiredBlue(ReplicatedPayments(ledger().database), merchants)
    looks_up = setting_choice("MIGRATION_EARLIER_PAYMENTS", "ask", "ignore") == "ask"
    return Migration(claims=DynamoClaims(claims), blue=blue, looks_up_unclaimed=looks_up)


@cache
def processor() -> Processor:
    """Return the processor of payments."""
    return Processor(
        limits=limits,
        merchants=merchants(),
        screening=IdempotentScreening(
            assessments=setting("TABLE_IDEMPOTENCY"),
            counters=setting("TABLE_FRAUD_COUNTERS"),
            rules=fraud_rules,
        ),
        ledger=ledger(),
        delivery=Delivery(
            outbox=ledger(),
            projection=transactions(),
            notifications=notifications(),
            remaining=remaining_seconds,
            report=_report,
        ),
    )


def _report(fault: Exception) -> None:
    logger.warning("delivery_failed", kind=type(fault).__name__, cause=type(fault.__cause__).__name__)
