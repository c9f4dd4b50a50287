"""Measure what a payment costs against the least SQL that writes the same record, side by side on one server.

    python -m scripts.bench_payments [--seconds 4] [--rounds 3] [--clients 1 4 16] [--booked 50000] [--fsync off]

A PostgreSQL server of its own is started (PAYINFRA_PG_BIN), with TLS; commits wait for the disk, as Aurora's wait for
its storage. With `--fsync off` they do not, and CPU is all that counts. `least` is pgbench with prepared statements:
one inserts payment, entry, lines and note, one deletes the note. `unnamed` is the same with no name for a statement, as
behind RDS Proxy. `domain` is the processor with its ledger, in a process a client; limits, merchants, screening and
records are in memory. Round trips are counted on the wire. The ledger holds payments before, and statistics of them:
plans of an empty one read whole tables, and whoever comes first grows them for whoever comes next.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, redirect_stdout
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
from scripts.bench_least import Rate, fill, least  # noqa: E402
from scripts.bench_services import running_services  # noqa: E402
from tests.support.concurrent_payments import FixedCredential  # noqa: E402
from tests.support.lambda_events import Context, payment, post_payment, unique  # noqa: E402
from tests.support.moto_server import MotoServer  # noqa: E402
from tests.support.payment_cloud import SQL, function_variables  # noqa: E402
from tests.support.postgres import require_postgres  # noqa: E402
from tests.support.wire import wire_to  # noqa: E402

TOPIC = "arn:aws:sns:us-east-1:111122223333:failed-transactions"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:app-database"
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


class _InMemory:
    """What stands around the ledger."""

    def find(self, merchant_id: str) -> Merchant:
        return Merchant(merchant_id=merchant_id, active=True, country="DE")

    def screen(self, *_: object) -> Assessment:
        return Assessment(decision="approve", score=0, reasons=())

    def put(self, payments: Sequence[Payment]) -> list[str]:
        return [one.payment_id for one in payments]

    def publish_declined(self, payments: Sequence[Payment]) -> list[str]:
        return []

    def count_declined(self, _: Payment) -> None:
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
            outbox=ledger, projection=around, notifications=around, remaining=lambda: float("inf"), report=_raise
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
    with closing(Database(settings, FixedCredential(credential))) as database:
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


def round_trips(settings: DatabaseSettings, credential: Credential) -> float:
    """Round trips a payment, on the wire."""
    with wire_to(settings.host, settings.port) as wire:
        through = DatabaseSettings(host=settings.host, port=wire.port, name=settings.name, ca_file=settings.ca_file)
        with closing(Database(through, FixedCredential(credential))) as database:
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


def _measure(
    server: Postgres, settings: DatabaseSettings, credential: Credential, clients: int, arguments: argparse.Namespace
) -> None:
    """Prints the medians of several rounds, and of the ratios within each: what else runs meanwhile changes."""
    rounds: list[list[Rate]] = []
    runs: list[Callable[[], Rate]] = [
        lambda: least(server, settings.name, clients, arguments.seconds),
        lambda: domain(settings, credential, clients, arguments.seconds),
        lambda: least(server, settings.name, clients, arguments.seconds, "extended"),
    ]
    for number in range(arguments.rounds):
        order = runs if number % 2 == 0 else runs[::-1]
        measured = [run() for run in order]
        rounds.append(measured if number % 2 == 0 else measured[::-1])
    floors, ours, unnamed = zip(*rounds, strict=True)
    for each in (floors, unnamed, ours):
        print(sorted(each, key=lambda rate: rate.per_second)[len(each) // 2])
    for name, against in (("least", floors), ("unnamed", unnamed)):
        ratios = sorted(our.per_second / floor.per_second for our, floor in zip(ours, against, strict=True))
        print(f"{'':8}{statistics.median(ratios):.2f} of {name} ({ratios[0]:.2f} to {ratios[-1]:.2f})")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure payments against the least SQL for the same record.")
    parser.add_argument("--seconds", type=float, default=4, help="how long each run takes (default: 4)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run, in turns (default: 3)")
    parser.add_argument("--booked", type=int, default=50_000, help="payments in the ledger before (default: 50000)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4, 16], help="clients (default: 1 4 16)")
    parser.add_argument("--fsync", choices=("on", "off"), default="on", help="whether commits wait (default: on)")
    arguments = parser.parse_args()
    settings = dict.fromkeys(DURABLE, arguments.fsync)
    with running_postgres(require_postgres(), Authority("payinfra bench CA"), settings=settings) as server:
        name = server.new_database()
        for file in sorted(SQL.glob("*.sql")):
            server.run(file.read_text(), database=name)
        fill(server, name, arguments.booked)
        server.run("CREATE ROLE bench LOGIN IN ROLE payments_app PASSWORD 'bench'")
        settings = DatabaseSettings(host=server.host, port=server.port, name=name, ca_file=server.ca_file)
        credential = Credential("bench", "bench")
        print(f"round trips a payment: {round_trips(settings, credential):.2f}")
        print(f"{'':8}{'clients':>8}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}")
        for clients in arguments.clients:
            _measure(server, settings, credential, clients, arguments)
        print(f"CPU of the handler: {handler_cpu(server, name, credential):.1f} ms a payment")
    return 0


if __name__ == "__main__":
    sys.exit(main())
