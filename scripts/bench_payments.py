"""Measure what a payment costs against the least SQL that writes the same record, side by side on one server.

    python -m scripts.bench_payments [--seconds 4] [--clients 1 4 16] [--fsync off]

A PostgreSQL server of its own is started (PAYINFRA_PG_BIN), with TLS; commits wait for the disk, as Aurora's wait for
its storage. With `--fsync off` they do not, and CPU is all that counts. `least` is pgbench with prepared statements:
one inserts payment, entry, lines and note, one deletes the note. `domain` is the processor with its ledger, in a
process a client; limits, merchants, screening and records are in memory. Round trips are counted on the wire.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "lambda_src")]

from adapters.database import Credential, Database  # noqa: E402  # found through the path above
from adapters.ledger import AuroraLedger  # noqa: E402
from adapters.settings import DatabaseSettings  # noqa: E402
from generator.rehearsal.certificates import Authority  # noqa: E402
from generator.rehearsal.postgres import Postgres, running_postgres  # noqa: E402
from payments.delivery import Delivery  # noqa: E402
from payments.fraud import Assessment  # noqa: E402
from payments.limits import Limit, Limits  # noqa: E402
from payments.merchants import Merchant  # noqa: E402
from payments.payment import Payment  # noqa: E402
from payments.processing import Processor  # noqa: E402
from payments.request import PaymentRequest  # noqa: E402
from scripts.bench_services import running_services  # noqa: E402
from tests.support.lambda_events import Context, payment, post_payment, unique  # noqa: E402
from tests.support.moto_server import MotoServer  # noqa: E402
from tests.support.payment_cloud import SQL, function_variables  # noqa: E402
from tests.support.postgres import require_postgres  # noqa: E402
from tests.support.twins import OneCredential  # noqa: E402
from tests.support.wire import wire_to  # noqa: E402

TOPIC = "arn:aws:sns:us-east-1:111122223333:failed-transactions"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:app-database"
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
LEAST = """
WITH payment AS (
    INSERT INTO ledger.payments (payment_id, scope, idempotency_key, fingerprint, amount, currency, merchant_id,
                                 customer_id, card_token, card_country, decision, score, reasons, created_at)
    VALUES (gen_random_uuid(), 'shop-:client_id', gen_random_uuid()::text, repeat('a', 64), 1250, 'EUR',
            'shop-:client_id', 'customer-1', 'tok_4f9aZ81kQ0pLmN7r', 'DE', 'approve', 0, '{}', now())
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


class _InMemory:
    """What stands around the ledger."""

    def find(self, merchant_id: str) -> Merchant:
        return Merchant(merchant_id=merchant_id, active=True, country="DE")

    def screen(self, *_: object) -> Assessment:
        return Assessment(decision="approve", score=0, reasons=())

    def put(self, payments: Sequence[Payment]) -> list[str]:
        return [one.payment_id for one in payments]

    def declined(self, payments: Sequence[Payment]) -> list[str]:
        return []

    def count(self, _: Payment) -> None:
        """Nothing is counted."""


def _raise(fault: Exception) -> None:
    raise fault


def _processor(ledger: AuroraLedger) -> Processor:
    around: Any = _InMemory()
    limits = Limits(by_currency={"EUR": Limit(minimum=1, maximum=10**9)})
    return Processor(
        limits=lambda: limits,
        merchants=around,
        screening=around,
        ledger=ledger,
        delivery=Delivery(
            outbox=ledger, projection=around, notices=around, remaining=lambda: float("inf"), report=_raise
        ),
    )


def _pay(database: Database, shop: str, seconds: float) -> tuple[list[float], float]:
    """Milliseconds of each payment, and of CPU a payment."""
    processor = _processor(AuroraLedger(database))
    processor.process(f"warm-{os.urandom(8).hex()}", PaymentRequest.of(payment(merchantId=shop)))
    taken, prefix = [], os.urandom(8).hex()
    ends, cpu = time.perf_counter() + seconds, time.process_time()
    for number in itertools.count():
        began = time.perf_counter()
        if began >= ends:
            break
        processor.process(f"{prefix}-{number}", PaymentRequest.of(payment(merchantId=shop)))
        taken.append((time.perf_counter() - began) * 1000)
    return taken, (time.process_time() - cpu) * 1000 / len(taken)


def _client(
    settings: DatabaseSettings, credential: Credential, shop: str, seconds: float, ready: Barrier, results: Any
) -> None:
    with closing(Database(settings, OneCredential(credential))) as database:
        database.call("outbox_state")
        ready.wait()
        results.put(_pay(database, shop, seconds))


def domain(settings: DatabaseSettings, credential: Credential, clients: int, seconds: float) -> Rate:
    """The processor in as many processes."""
    context = get_context("spawn")
    ready, results = context.Barrier(clients), context.Queue()
    arguments = [(settings, credential, f"shop-{number}", seconds, ready, results) for number in range(clients)]
    processes = [context.Process(target=_client, args=each) for each in arguments]
    for process in processes:
        process.start()
    found = [results.get() for _ in processes]
    for process in processes:
        process.join()
    taken = sorted(one for each, _ in found for one in each)
    p99 = taken[int(len(taken) * 0.99)]
    cpu = statistics.mean(each for _, each in found)
    return Rate("domain", clients, len(taken) / seconds, statistics.median(taken), p99, cpu)


def least(server: Postgres, database: str, clients: int, seconds: float) -> Rate:
    """pgbench as the owner, who may write without the functions."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "least.sql"
        script.write_text(LEAST.replace("'shop-:client_id'", "'shop-' || :client_id"))
        command = [
            _pgbench(),
            "-n",
            "-M",
            "prepared",
            "-f",
            str(script),
            "-c",
            str(clients),
            "-j",
            str(min(clients, 4)),
        ]
        ran = subprocess.run(
            [*command, "-T", str(max(1, round(seconds))), "-l", "--log-prefix", f"{folder}/log", database],
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
        lines = (line for log in Path(folder).glob("log*") for line in log.read_text().splitlines())
        taken = sorted(int(line.split()[2]) / 1000 for line in lines)
    return Rate("least", clients, float(found[1]), statistics.median(taken), taken[int(len(taken) * 0.99)])


def round_trips(settings: DatabaseSettings, credential: Credential) -> float:
    """Round trips a payment, on the wire."""
    with wire_to(settings.host, settings.port) as wire:
        through = DatabaseSettings(host=settings.host, port=wire.port, name=settings.name, ca_file=settings.ca_file)
        with closing(Database(through, OneCredential(credential))) as database:
            processor = _processor(AuroraLedger(database))
            processor.process("first", PaymentRequest.of(payment()))
            wire.round_trips = 0
            for number in range(100):
                processor.process(f"counted-{number}", PaymentRequest.of(payment()))
            return wire.round_trips / 100


def handler_cpu(server: Postgres, database: str, credential: Credential, payments: int = 300) -> float:
    """Milliseconds of CPU that the whole handler takes for a payment; see `bench_services` for what AWS answers."""
    secret = {"username": credential.username, "password": credential.password}
    with running_services(secret) as services, redirect_stdout(StringIO()), pytest.MonkeyPatch.context() as patch:
        from transaction_processing.handler import handler  # its logger takes the stdout that it finds

        variables = function_variables(
            server, MotoServer(services["AWS_ENDPOINT_URL"]), database, "bench", TOPIC, SECRET
        )
        for name, value in {**variables, **services}.items():
            patch.setenv(name, value)
        for number in range(payments + 20):
            if number == 20:
                began = time.process_time()
            who = {"cardToken": f"tok_{unique()}", "customerId": f"c-{unique()}"}
            answer = handler(post_payment(unique(), payment(**who)), Context())
            assert answer["statusCode"] == 201, answer
        return (time.process_time() - began) * 1000 / payments


def _pgbench() -> str:
    return str(require_postgres() / "pgbench")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure payments against the least SQL for the same record.")
    parser.add_argument("--seconds", type=float, default=4, help="how long each run takes (default: 4)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4, 16], help="clients (default: 1 4 16)")
    parser.add_argument("--fsync", choices=("on", "off"), default="on", help="whether commits wait (default: on)")
    arguments = parser.parse_args()
    settings = dict.fromkeys(DURABLE, arguments.fsync)
    with running_postgres(require_postgres(), Authority("payinfra bench CA"), settings=settings) as server:
        name = server.new_database()
        for file in sorted(SQL.glob("*.sql")):
            server.run(file.read_text(), database=name)
        server.run("CREATE ROLE bench LOGIN IN ROLE payments_app PASSWORD 'bench'")
        settings = DatabaseSettings(host=server.host, port=server.port, name=name, ca_file=server.ca_file)
        credential = Credential("bench", "bench")
        print(f"round trips a payment: {round_trips(settings, credential):.2f}")
        print(f"{'':8}{'clients':>8}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}")
        for clients in arguments.clients:
            floor = least(server, name, clients, arguments.seconds)
            ours = domain(settings, credential, clients, arguments.seconds)
            print(floor)
            print(f"{ours}   {ours.per_second / floor.per_second:.2f} of the least")
        print(f"CPU of the handler: {handler_cpu(server, name, credential):.1f} ms a payment")
    return 0


if __name__ == "__main__":
    sys.exit(main())
