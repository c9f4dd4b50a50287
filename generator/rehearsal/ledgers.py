"""Read both ledgers directly in their databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.rehearsal.consistency import Booked
from generator.rehearsal.postgres import Postgres

BLUE_SQL = """
SELECT payment_id::text, count(*), max(status) FROM payments.payments GROUP BY payment_id"""
BLUE_ENTRIES = """
SELECT payment_id::text, kind, count(*) FROM payments.entries GROUP BY payment_id, kind"""
GREEN_SQL = """
SELECT p.payment_id::text, count(*), max(coalesce(d.decision, p.decision))
  FROM ledger.payments p LEFT JOIN ledger.decisions d USING (payment_id) GROUP BY p.payment_id"""
GREEN_ENTRIES = """
SELECT payment_id::text, kind, count(*) FROM ledger.entries GROUP BY payment_id, kind"""
STATUS_OF = {"approve": "approved", "review": "in_review", "decline": "declined"}


def read_ledgers(on_premises: tuple[Postgres, str], aurora: tuple[Postgres, str]) -> list[Booked]:
    """Return what each ledger has booked by itself; what replication has copied is in other schemas."""
    return [
        *_read("blue", *on_premises, BLUE_SQL, BLUE_ENTRIES),
        *_read("green", *aurora, GREEN_SQL, GREEN_ENTRIES),
    ]


def payment_ids(postgres: Postgres, database: str, table: str) -> set[str]:
    """Return the ids of the payments in a table."""
    return {str(row[0]) for row in postgres.run(f"SELECT payment_id::text FROM {table}", database=database)}


def _read(side: str, postgres: Postgres, database: str, payments: str, entries: str) -> Iterator[Booked]:
    with postgres.session(database) as session:
        # One snapshot: an entry that comes in between belongs to a payment that is not there yet.
        session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        records: list[Any] = session.run(payments)
        entered = {(payment, kind): count for payment, kind, count in session.run(entries)}
        session.run("COMMIT")
    for payment, count, status in records:
        yield Booked(
            side=side,
            payment_id=payment,
            records=count,
            sales=entered.get((payment, "sale"), 0),
            refunds=entered.get((payment, "refund"), 0),
            status=STATUS_OF.get(status, status),
        )
