"""Build the secrets, parameters and variables of the functions in a testbed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.aws.grants import MASTER_SECRET
from generator.rehearsal.certificates import Authority
from generator.rehearsal.deployed_functions import PROCESSING, RELAY
from generator.rehearsal.emulator import Emulator
from generator.rehearsal.granted_resources import GrantedResources, create_resources
from generator.rehearsal.on_premises import SERVER_NAME, OnPremises
from generator.rehearsal.postgres import Postgres
from generator.spec.model import Environment
from generator.spec.model.migration import Migration

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


def create_settings(
    env: Environment,
    migration: Migration,
    emulator: Emulator,
    on_premises: Database,
    aurora: Database,
    authority: Authority,
    credential: Mapping[str, str],
) -> GrantedResources:
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
    values[certificates_secret(migration)] = {
        "certificateAuthority": authority.certificate.decode(),
        "certificate": client.certificate.decode(),
        "privateKey": client.private_key.decode(),
    }
    return create_resources(env, emulator, values, {"migration": migration_parameter(env, migration, on_premises)})


def migration_parameter(env: Environment, migration: Migration, on_premises: Database) -> dict[str, Any]:
    """Return the migration's parameter as the stack writes it, with the source at its address here."""
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


def certificates_secret(migration: Migration) -> str:
    """Return the secret of mutual TLS between relay and stand-in; a spec may rely on public authorities instead."""
    return (migration.relay and migration.relay.certificates) or "rehearsal-certificates"


def function_variables(
    aurora: Database, system: OnPremises, migration: Migration, resources: GrantedResources
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
            "SECRET_RELAY_CERTIFICATES": resources.secrets[certificates_secret(migration)],
        },
    }
