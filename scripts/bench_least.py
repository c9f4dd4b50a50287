"""Run the least SQL that writes the record of a payment, with pgbench, in a ledger that holds payments already."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from generator.rehearsal.postgres import Postgres
from tests.support.postgres import require_postgres

LEAST: Final = """
WITH payment AS (
    INSERT INTO ledger.payments (payment_id, scope, idempotency_key, fingerprint, amount, currency, merchant_id,
                                 customer_id, card_token, card_country, decision, score, reasons, created_at)
    VALUES (gen_random_uuid(), 'shop-' || :client_id, gen_random_uuid()::text, repeat('a', 64), 1250, 'EUR',
            'shop-' || :client_id, 'customer-1', 'tok_4f9aZ81kQ0pLmN7r', 'DE', 'approve', 0, '{}', now())
    RETURNING payment_id, merchant_id, amount, currency
), entry AS (
    INSERT INTO ledger.entries (entry_id, payment_id) SELECT payment_id, payment_id FROM payment
), lines AS (
    INSERT INTO ledger.postings (entry_id, line, payment_id, account, amount, currency)
    SELECT payment_id, 1, payment_id, 'card-clearing', amount, currency FROM payment
    UNION ALL SELECT payment_id, 2, payment_id, 'merchant:' || merchant_id, -amount, currency FROM payment
)
INSERT INTO ledger.outbox (payment_id) SELECT payment_id FROM payment RETURNING payment_id AS noted \\gset
DELETE FROM ledger.outbox WHERE payment_id = CAST(:noted AS uuid);
"""
# What was booked yesterday. Written past the triggers, which judge one payment at a time.
_BOOKED: Final = (
    """
    INSERT INTO ledger.payments (payment_id, scope, idempotency_key, fingerprint, amount, currency, merchant_id,
                                 customer_id, card_token, card_country, decision, score, reasons, created_at)
    SELECT gen_random_uuid(), 'shop-' || n % 50, gen_random_uuid()::text, repeat('a', 64), 1250, 'EUR',
           'shop-' || n % 50, 'customer-1', 'tok_4f9aZ81kQ0pLmN7r', 'DE', 'approve', 0, '{{}}', now() - interval '1 day'
      FROM generate_series(1, {payments}) AS n
    """,
    "INSERT INTO ledger.entries (entry_id, payment_id, booked_at) "
    "SELECT payment_id, payment_id, created_at FROM ledger.payments",
    """
    INSERT INTO ledger.postings (entry_id, line, payment_id, account, amount, currency)
    SELECT payment_id, 1, payment_id, 'card-clearing', amount, currency FROM ledger.payments
    UNION ALL SELECT payment_id, 2, payment_id, 'merchant:' || merchant_id, -amount, currency FROM ledger.payments
    """,
)

Mode = Literal["prepared", "extended"]


@dataclass(frozen=True)
class Rate:
    """Payments a second of all clients together; milliseconds of one payment; CPU of a client in milliseconds."""

    name: str
    clients: int
    per_second: float
    p50: float
    p99: float
    cpu: float | None = None

    def __str__(self) -> str:
        cpu = "" if self.cpu is None else f"{self.cpu:9.2f}"
        return f"{self.name:8}{self.clients:8}{self.per_second:10.0f}{self.p50:9.2f}{self.p99:9.2f}{cpu}"


def fill(server: Postgres, database: str, payments: int) -> None:
    """Book payments and gather statistics, so that plans are those of a ledger in use."""
    past_triggers = "SET session_replication_role = replica"
    server.administer(";".join([past_triggers, *_BOOKED]).format(payments=payments), database=database)
    server.administer("VACUUM ANALYZE", database=database)
    server.administer("CHECKPOINT", database=database)


def least(server: Postgres, database: str, clients: int, seconds: float, mode: Mode = "prepared") -> Rate:
    """Measure pgbench as the owner, who may write without the functions; `extended` prepares nothing under a name."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "least.sql"
        script.write_text(LEAST)
        per_second = _pgbench(
            server,
            ["-n", "-M", mode, "-f", str(script), "-c", str(clients), "-j", str(min(clients, 4))],
            ["-T", str(max(1, round(seconds))), "-l", "--log-prefix", f"{folder}/log", database],
        )
        lines = (line for log in Path(folder).glob("log*") for line in log.read_text().splitlines())
        taken = sorted(int(line.split()[2]) / 1000 for line in lines)
    name = "least" if mode == "prepared" else "unnamed"
    return Rate(name, clients, per_second, statistics.median(taken), taken[int(len(taken) * 0.99)])


def _pgbench(server: Postgres, *arguments: list[str]) -> float:
    """Transactions a second."""
    ran = subprocess.run(
        [str(require_postgres() / "pgbench"), *(one for each in arguments for one in each)],
        env={
            **os.environ,
            **{"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": server.username},
            **{"PGPASSWORD": server.password, "PGSSLMODE": "verify-full", "PGSSLROOTCERT": str(server.ca_file)},
        },
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"tps = ([0-9.]+)", ran.stdout)
    if ran.returncode or found is None:
        raise SystemExit(f"pgbench failed:\n{ran.stdout}{ran.stderr}")
    return float(found[1])
