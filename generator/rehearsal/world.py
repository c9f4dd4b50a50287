"""Set up all that a move passes: two databases, the system on-premises, the emulated AWS with the real functions."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pg8000.native import identifier, literal  # type: ignore[import-untyped]  # pg8000 has no types

from generator.aws.grants import MASTER_SECRET
from generator.packaging.archives import BuiltArchives
from generator.planning.rollouts import PlannedRollout, plan_rollouts
from generator.rehearsal.balancer import BLUE, GREEN, Balancer, create_balancer
from generator.rehearsal.callers import MERCHANTS, Crowd
from generator.rehearsal.certificates import Authority
from generator.rehearsal.client import Client
from generator.rehearsal.emulator import Emulator, running_emulator
from generator.rehearsal.exchanges import Book
from generator.rehearsal.functions import MIGRATION, NEEDED, PROCESSING, RELAY, REPLICATION, Functions
from generator.rehearsal.on_premises import SERVER_NAME, OnPremises, running_on_premises
from generator.rehearsal.postgres import REPLICATING, Postgres, running_postgres
from generator.rehearsal.postgres_binaries import find_binaries
from generator.rehearsal.resources import Resources, create_resources, put_parameter
from generator.rehearsal.rollout import Rollout, write_controls
from generator.spec.model import Environment
from generator.spec.model.migration import Migration
from generator.verify.problems import CannotVerify

# How a row of the stand-in's table is a payment (on_premises.sql); all else is as the schema's defaults have it.
COLUMNS = {
    "paymentId": "payment_id",
    "merchantId": "merchant_id",
    "customerId": "customer_id",
    "amount": "amount",
    "currency": "currency",
    "reference": "reference",
    "status": "status",
    "refundedAmount": "refunded",
    "version": "version",
    "createdAt": "created_at",
}
PAYMENTS = {"table": "payments.payments", "columns": COLUMNS}
APP_SECRET = "app-database"
# Shorter than in a spec: what hangs, hangs often here.
RELAY_TIMEOUT_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Database:
    """One database of one server."""

    server: Postgres
    name: str

    def run(self, sql: str, **parameters: Any) -> list[Any]:
        """Run one statement as the master user."""
        return self.server.run(sql, database=self.name, **parameters)


@dataclass(slots=True, kw_only=True)
class World:
    """All of it, running."""

    env: Environment
    migration: Migration
    planned: PlannedRollout
    on_premises: Database
    aurora: Database
    system: OnPremises
    emulator: Emulator
    functions: Functions
    balancer: Balancer
    rollout: Rollout
    book: Book = field(default_factory=Book)

    def client(self) -> Client:
        """Return a new caller of the API."""
        header = self.env.load_balancer.colour_header or "x-target-colour"
        return Client(self.balancer.address, self.balancer.host, header, self.book)

    def crowd(self) -> Crowd:
        """Return callers who have not begun."""
        has_refunds = any(rule.endswith("refund") for rule in self.balancer.rules)
        return Crowd(self.client, self.book, refunds=has_refunds)

    def end_booking_on_premises(self) -> None:
        """Apply phase complete with `relay.readOnly`: from now on blue's payments are shown, and not changed."""
        said = {
            **_parameter(self.env, self.migration, self.on_premises),
            "phase": "complete",
            "relay": {"readOnly": True},
        }
        put_parameter(self.emulator, self.functions.resources.naming.parameter("migration"), json.dumps(said))
        self.functions.configure(RELAY, RELAY_READ_ONLY="true")
        self.functions.configure(REPLICATION)

    def owners(self) -> dict[str, str]:
        """Return the colour that has claimed each payment."""
        table = self.functions.resources.naming.name("table", "payment-claims")
        pages = self.emulator.client("dynamodb").get_paginator("scan").paginate(TableName=table)
        items = [item for page in pages for item in page["Items"]]
        return {item["paymentId"]["S"]: item["colour"]["S"] for item in items}


@contextmanager
def running_world(
    env: Environment,
    folder: Path,
    *,
    report: Callable[[str], None] = lambda text: None,
    without: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[World]:
    """Run everything, with no payment yet. `without` leaves variables of functions out: a planted defect of tests."""
    migration, planned = the_move(env)
    programs, authority = find_binaries(), Authority()
    with ExitStack() as stack:
        servers = [stack.enter_context(running_postgres(programs, authority, settings=REPLICATING)) for _ in range(2)]
        names = (migration.source.database if migration.source else "payments", env.database.database_name)
        on_premises, aurora = (_database(server, name) for server, name in zip(servers, names, strict=True))
        report("two PostgreSQL servers")
        connect = partial(on_premises.server.connect, on_premises.name)
        system = stack.enter_context(running_on_premises(connect, authority, mutual=True))
        emulator = stack.enter_context(running_emulator(folder, patient=False, checks_signatures=False))
        report("the emulator")
        credential = {"username": "payments_app_a", "password": secrets.token_hex()}
        resources = _resources(env, migration, emulator, on_premises, aurora, authority, credential)
        variables = _variables(aurora, system, migration, resources)
        functions = Functions(env, emulator, resources, BuiltArchives(), variables)
        for name in NEEDED:
            functions.deploy(name, without=(without or {}).get(name, ()))
        functions.invoke(MIGRATION, {})
        _create_user(aurora, credential)
        _put_merchants(emulator, resources)
        backends = {
            BLUE: f"{resources.function_arn(RELAY)}:{BLUE}",
            GREEN: f"{resources.function_arn(PROCESSING)}:{GREEN}",
        }
        balancer = create_balancer(env, emulator, planned, backends)
        write_controls(planned, functions)
        report(f"{len(NEEDED)} functions")
        yield World(
            env=env,
            migration=migration,
            planned=planned,
            on_premises=on_premises,
            aurora=aurora,
            system=system,
            emulator=emulator,
            functions=functions,
            balancer=balancer,
            rollout=Rollout(planned, functions, balancer),
        )


def the_move(env: Environment) -> tuple[Migration, PlannedRollout]:
    """Return the move and its rollout. Raises CannotVerify where there is none that can be rehearsed."""
    if env.migration is None:
        raise CannotVerify(f"{env.environment_suffix} has no section 'migration': there is no move to rehearse")
    if env.migration.replication.method != "logical":
        raise CannotVerify("only native replication is rehearsed: AWS DMS cannot run on this machine")
    planned = next((rollout for rollout in plan_rollouts(env) if rollout.name == "migration"), None)
    if planned is None or len(planned.targets) != 1:
        raise CannotVerify("a rehearsal needs a rollout of the move with one target: see migration.rollout")
    return env.migration, planned


def _database(server: Postgres, name: str) -> Database:
    """A database whose owner administers replication: in RDS rds_superuser may, here it takes a superuser."""
    server.run(f"CREATE DATABASE {identifier(name)}")
    server.administer(f"ALTER ROLE {server.username} SUPERUSER")
    return Database(server, name)


def _resources(
    env: Environment,
    migration: Migration,
    emulator: Emulator,
    on_premises: Database,
    aurora: Database,
    authority: Authority,
    credential: Mapping[str, str],
) -> Resources:
    source_secret = migration.source.secret if migration.source else "on-premises-database"
    values: dict[str, dict[str, Any]] = {
        MASTER_SECRET: {"username": aurora.server.username, "password": aurora.server.password},
        APP_SECRET: dict(credential),
        source_secret: {
            "username": on_premises.server.username,
            "password": on_premises.server.password,
            "certificateAuthority": authority.certificate.decode(),
        },
    }
    client = authority.issue("payment-relay")
    values[_certificates(migration)] = {
        "certificateAuthority": authority.certificate.decode(),
        "certificate": client.certificate.decode(),
        "privateKey": client.private_key.decode(),
    }
    return create_resources(env, emulator, values, {"migration": _parameter(env, migration, on_premises)})


def _parameter(env: Environment, migration: Migration, on_premises: Database) -> dict[str, Any]:
    """What the stack writes of the move, with the source where it is here."""
    replication = migration.replication
    return {
        "name": env.environment_suffix,
        "phase": migration.phase,
        "source": {
            "engine": "postgres",
            "host": on_premises.server.host,
            "port": on_premises.server.port,
            "database": on_premises.name,
            "tables": ["payments.*"],
            "payments": PAYMENTS,
        },
        "relay": {"readOnly": False},
        "replication": {
            "method": replication.method,
            "maximumLagSeconds": replication.maximum_lag_seconds,
            "maximumRetainedGigabytes": replication.maximum_retained_gigabytes,
            "fallback": True,
            "compareEveryMinutes": replication.compare_every_minutes,
        },
    }


def _certificates(migration: Migration) -> str:
    """The secret by which the relay trusts the stand-in and is trusted; the spec may leave it to public authorities."""
    return (migration.relay and migration.relay.certificates) or "rehearsal-certificates"


def _variables(
    aurora: Database, system: OnPremises, migration: Migration, resources: Resources
) -> dict[str, dict[str, str]]:
    server = aurora.server
    return {
        "": {
            "DATABASE_HOST": server.host,
            "DATABASE_READER_HOST": server.host,
            "DATABASE_PORT": str(server.port),
            "DATABASE_NAME": aurora.name,
            "DATABASE_CA_FILE": str(server.ca_file),
        },
        # Callers repeat keys from before there were claims, whatever the spec expects of them.
        PROCESSING: {"MIGRATION_EARLIER_PAYMENTS": "ask"},
        RELAY: {
            "RELAY_ADDRESSES": ",".join(system.addresses),
            "RELAY_SERVER_NAME": SERVER_NAME,
            "RELAY_TIMEOUT_SECONDS": str(RELAY_TIMEOUT_SECONDS),
            "RELAY_CONNECT_TIMEOUT_SECONDS": "2",
            "SECRET_RELAY_CERTIFICATES": resources.secrets[_certificates(migration)],
        },
    }


def _create_user(aurora: Database, credential: Mapping[str, str]) -> None:
    """What the first rotation of the application's credential does."""
    user, password = identifier(credential["username"]), literal(credential["password"])
    aurora.run(f"CREATE ROLE {user} LOGIN IN ROLE payments_app PASSWORD {password}")


def _put_merchants(emulator: Emulator, resources: Resources) -> None:
    table = resources.naming.name("table", "merchants")
    for merchant in MERCHANTS:
        item = {"merchantId": {"S": merchant}, "status": {"S": "active"}, "country": {"S": "DE"}}
        emulator.client("dynamodb").put_item(TableName=table, Item=item)
