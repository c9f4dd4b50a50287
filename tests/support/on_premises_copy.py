"""A copy of the tables on-premises in the database of the ledger, as replication leaves it, and the view over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.claims import DynamoClaims
from adapters.database import Credential, Database
from adapters.settings import DatabaseSettings
from database_replication.connections import STATEMENT_SECONDS, ServerTrust
from database_replication.keeping.payment_columns import PaymentColumns
from database_replication.keeping.walk import KeepingWalk
from database_replication.servers import AURORA, Server
from generator.rehearsal import testbed_settings as rehearsed
from payments.claims import BLUE
from tests.support.payment_cloud import PaymentCloud

COLUMNS: Final[Mapping[str, str | None]] = {**rehearsed.COLUMNS, "idempotencyKey": "key"}
"""Of the stand-in's table, by which a rehearsal does without keys."""
PAYMENTS: Final[Mapping[str, Any]] = {**rehearsed.PAYMENTS, "columns": COLUMNS}


@dataclass(frozen=True, slots=True)
class FixedCredential:
    """A credential that no secret holds."""

    credential: Credential

    def current(self, *, fresh: bool) -> Credential:
        return self.credential


def aurora_of(cloud: PaymentCloud) -> Server:
    """The database as the function that administers replication sees it. It must be closed."""
    postgres = cloud.postgres
    where = DatabaseSettings(host=postgres.host, port=postgres.port, name=cloud.database, ca_file=postgres.ca_file)
    credential = FixedCredential(Credential(postgres.username, postgres.password))
    trust = ServerTrust(ca_file=postgres.ca_file)
    return Server(title=AURORA, database=Database(where, credential, STATEMENT_SECONDS, trust.connect))


def keep(
    cloud: PaymentCloud, claims: str, given: Mapping[str, Any] = PAYMENTS, *, rows: int = 500, most_pages: int = 1000
) -> dict[str, Any]:
    """Walk through the copy from its first payment, at most so many pages."""
    made, aurora, pages = DynamoClaims(claims), aurora_of(cloud), iter(range(most_pages))
    keeping = KeepingWalk(
        aurora=aurora,
        payments=PaymentColumns.of(given),
        claim=lambda payment_id: made.claim(payment_id, BLUE, "booked"),
        has_time=lambda: next(pages, None) is not None,
        rows=rows,
    )
    try:
        return keeping.run(again=most_pages == 1000, not_final=None)
    finally:
        aurora.close()
