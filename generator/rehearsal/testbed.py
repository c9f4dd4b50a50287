"""Set up the testbed of a rehearsal: two databases, the system on-premises, an emulated AWS with the real functions."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pg8000.native import identifier, literal  # type: ignore[import-untyped]  # pg8000 has no types

from generator.packaging.archives import BuiltArchives
from generator.planning.planned_rollout import PlannedRollout
from generator.planning.rollouts import plan_rollouts
from generator.rehearsal.balancer import BLUE, GREEN, Balancer, create_balancer
from generator.rehearsal.callers import MERCHANTS, Callers
from generator.rehearsal.certificates import Authority
from generator.rehearsal.client import Client
from generator.rehearsal.deployed_functions import MIGRATION, NEEDED, PROCESSING, RELAY, REPLICATION, DeployedFunctions
from generator.rehearsal.emulator import Emulator, running_emulator
from generator.rehearsal.exchanges import ExchangeLog
from generator.rehearsal.granted_resources import GrantedResources, put_parameter
from generator.rehearsal.on_premises import OnPremises, running_on_premises
from generator.rehearsal.postgres import REPLICATING, Postgres, running_postgres
from generator.rehearsal.postgres_binaries import find_binaries
from generator.rehearsal.rollout import Rollout, write_controls
from generator.rehearsal.testbed_settings import (
    Database,
    create_settings,
    function_variables,
    migration_parameter,
)
from generator.spec.model import Environment
from generator.spec.model.migration import Migration
from generator.verify.errors import CannotVerify


@dataclass(slots=True, kw_only=True)
class Testbed:
    """The running parts of a rehearsal."""

    env: Environment
    migration: Migration
    planned: PlannedRollout
    on_premises: Database
    aurora: Database
    system: OnPremises
    emulator: Emulator
    functions: DeployedFunctions
    balancer: Balancer
    rollout: Rollout
    exchange_log: ExchangeLog = field(default_factory=ExchangeLog)

    def client(self) -> Client:
        """Return a new caller of the API."""
        header = self.env.load_balancer.colour_header or "x-target-colour"
        return Client(self.balancer.address, self.balancer.host, header, self.exchange_log)

    def crowd(self) -> Callers:
        """Return callers who have not begun."""
        has_refunds = any(rule.endswith("refund") for rule in self.balancer.rules)
        return Callers(self.client, self.exchange_log, refunds=has_refunds)

    def end_booking_on_premises(self) -> None:
        """Apply phase complete with `relay.readOnly`: from now on blue's payments are shown, and not changed."""
        parameter = {
            **migration_parameter(self.env, self.migration, self.on_premises),
            "phase": "complete",
            "relay": {"readOnly": True},
        }
        put_parameter(self.emulator, self.functions.resources.naming.parameter("migration"), json.dumps(parameter))
        self.functions.configure(RELAY, RELAY_READ_ONLY="true")
        self.functions.configure(REPLICATION)

    def owners(self) -> dict[str, str]:
        """Return the colour that has claimed each payment."""
        table = self.functions.resources.naming.name("table", "payment-claims")
        pages = self.emulator.client("dynamodb").get_paginator("scan").paginate(TableName=table)
        items = [item for page in pages for item in page["Items"]]
        return {item["paymentId"]["S"]: item["colour"]["S"] for item in items}


@contextmanager
def running_testbed(
    env: Environment,
    folder: Path,
    *,
    report: Callable[[str], None] = lambda text: None,
    without: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[Testbed]:
    """Run the testbed, with no payment yet. `without` leaves variables of functions out: a defect of tests."""
    migration, planned = rehearsable_migration(env)
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
        resources = create_settings(env, migration, emulator, on_premises, aurora, authority, credential)
        variables = function_variables(aurora, system, migration, resources)
        functions = DeployedFunctions(env, emulator, resources, BuiltArchives(), variables)
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
        yield Testbed(
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


def rehearsable_migration(env: Environment) -> tuple[Migration, PlannedRollout]:
    """Return a migration and its rollout. Raises CannotVerify where it cannot be rehearsed."""
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


def _create_user(aurora: Database, credential: Mapping[str, str]) -> None:
    """What the first rotation of the application's credential does."""
    user, password = identifier(credential["username"]), literal(credential["password"])
    aurora.run(f"CREATE ROLE {user} LOGIN IN ROLE payments_app PASSWORD {password}")


def _put_merchants(emulator: Emulator, resources: GrantedResources) -> None:
    table = resources.naming.name("table", "merchants")
    for merchant in MERCHANTS:
        item = {"merchantId": {"S": merchant}, "status": {"S": "active"}, "country": {"S": "DE"}}
        emulator.client("dynamodb").put_item(TableName=table, Item=item)
