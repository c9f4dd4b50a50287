"""The parts of payment processing, put together once for an execution environment."""

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
from transaction_processing.relayed import RelayedBlue
from transaction_processing.retired import RetiredBlue


@cache
def ledger() -> AuroraLedger:
    """Opens its connection on first use."""
    return AuroraLedger(
        Database(DatabaseSettings.from_environment(), SecretCredentials(setting("SECRET_APP_DATABASE")))
    )


@cache
def transactions() -> DynamoTransactions:
    """What payments are read from."""
    return DynamoTransactions(setting("TABLE_TRANSACTIONS"))


@cache
def merchants() -> DynamoMerchants:
    """Who is paid, and who may act for them."""
    return DynamoMerchants(setting("TABLE_MERCHANTS"))


@cache
def reconciliation_checkpoint() -> DynamoCheckpoint:
    """How far the walk of a reconciliation has come."""
    return DynamoCheckpoint(setting("TABLE_IDEMPOTENCY"), "reconciliation")


@cache
def notifications() -> SnsNotifications:
    """Who is told of failed payments."""
    return SnsNotifications(setting("TOPIC_FAILED_TRANSACTIONS"))


@cache
def migration() -> Migration | None:
    """What is needed while there are two systems of record, and after; None where there is one, and always was.

    Without a relay the other system is gone, and has left its payments in the database of the ledger.
    """
    claims, relay = os.environ.get("TABLE_PAYMENT_CLAIMS"), os.environ.get("FUNCTION_PAYMENT_RELAY")
    if not claims:
        return None
    blue = RelayedBlue(PeerFunction(relay)) if relay else RetiredBlue(ReplicatedPayments(ledger().database))
    asks = setting_choice("MIGRATION_EARLIER_PAYMENTS", "ask", "ignore") == "ask"
    return Migration(claims=DynamoClaims(claims), blue=blue, looks_up_unclaimed=asks)


@cache
def processor() -> Processor:
    """Takes payments through their steps."""
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
