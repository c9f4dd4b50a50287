"""Derive from a migration what builders and rules share: who calls whom, and with which settings."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.aws.aurora import PORT
from generator.planning.plan_steps import step
from generator.spec.model import Environment
from generator.spec.model.migration import Migration, MigrationSource, Relay

# Functions, table and rollout that the section brings (schemas/migration.schema.json).
RELAY, REPLICATOR, PROCESSING = "payment-relay", "database-replication", "transaction-processing"
CLAIMS, ROLLOUT = "payment-claims", "migration"
# The names that the functions know, whatever the spec calls the secrets.
CERTIFICATES_VARIABLE, SOURCE_VARIABLE = "SECRET_RELAY_CERTIFICATES", "SECRET_ON_PREMISES_DATABASE"
REPLICATING = ("replicate", "shift", "complete")
SHIFTED = ("shift", "complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """What is called on-premises, by address and port. `replicated`: Aurora itself connects there; `fallback`: and the
    database there connects to Aurora."""

    relay: Sequence[str]
    relay_port: int
    database: Sequence[str]
    database_port: int
    replicated: bool
    fallback: bool


@step
def active_migration(env: Environment) -> Migration | None:
    """Return the migration while something on-premises takes part in it."""
    move = env.migration
    return None if move is None or move.phase == "decommissioned" else move


@step
def on_premises_peers(env: Environment) -> Peers | None:
    """Return what the stack calls on-premises; None where no migration is under way."""
    move = active_migration(env)
    if move is None:
        return None
    relay, source, logical = move.relay, move.source, move.replication.method == "logical"
    return Peers(
        relay=relay.addresses if relay else (),
        relay_port=relay.port if relay else PORT,
        database=source_addresses(source) if source else (),
        database_port=source.port if source else PORT,
        replicated=logical,
        fallback=logical and move.replication.fallback,
    )


def source_addresses(source: MigrationSource) -> tuple[str, ...]:
    """Return the addresses of the database on-premises: its host's, where that is no name."""
    return source.addresses or ((source.host,) if is_address(source.host) else ())


def is_address(host: str) -> bool:
    """Return whether a host is an IPv4 address."""
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSettings:
    """What a migration adds to functions, by function: `values` are environment variables; `secrets` variables by which
    its code knows a secret, and the names of the secrets; `callers` are those that call on-premises."""

    values: Mapping[str, Mapping[str, str]]
    secrets: Mapping[str, Mapping[str, str]]
    callers: Sequence[str] = (RELAY, REPLICATOR)


@step
def function_settings(env: Environment) -> FunctionSettings:
    """Return what the migration of an environment adds to its functions."""
    return FunctionSettings(values=_values(env.migration), secrets=_secrets(active_migration(env)))


def _values(move: Migration | None) -> Mapping[str, Mapping[str, str]]:
    if move is None:
        return {}
    reads = {"MIGRATION_READS": move.reads}
    ours = {**reads, "MIGRATION_EARLIER_PAYMENTS": move.earlier_payments}
    if move.phase == "decommissioned" or move.relay is None:
        return {PROCESSING: ours}
    return {PROCESSING: ours, RELAY: {**reads, **_relay(move.relay)}}


def _relay(relay: Relay) -> Mapping[str, str]:
    return {
        "RELAY_ADDRESSES": ",".join(f"{address}:{relay.port}" for address in relay.addresses),
        "RELAY_CONNECT_TIMEOUT_SECONDS": str(relay.connect_timeout_seconds),
        "RELAY_READ_ONLY": str(relay.read_only).lower(),
        "RELAY_SERVER_NAME": relay.server_name,
        "RELAY_TIMEOUT_SECONDS": str(relay.timeout_seconds),
    }


def _secrets(move: Migration | None) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    if move is not None and move.relay is not None and move.relay.certificates is not None:
        found[RELAY] = {CERTIFICATES_VARIABLE: move.relay.certificates}
    if move is not None and move.source is not None:
        found[REPLICATOR] = {SOURCE_VARIABLE: move.source.secret}
    return found
