"""Set a stream up. Each step is idempotent: it reads first."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from pg8000.native import identifier, literal  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.database import Credential
from adapters.scram import verifier
from database_replication import catalog, ddl, publisher, subscriber, subscription
from database_replication.catalog import Table
from database_replication.requirements import ReplicationRefused, check_requirements, is_wal_unbounded
from database_replication.streams import FALLBACK, Stream


def prepare(stream: Stream, *, copy_again: bool = False) -> dict[str, Any]:
    """Set the stream up and return its tables and warnings. Raises ReplicationRefused, ServerAway."""
    source_tables = catalog.tables(stream.publisher, stream.tables)
    check_requirements(stream, source_tables)
    if copy_again and not _is_first_run(stream):
        raise ReplicationRefused(f"{stream.name} is there: take it down first, then its tables are copied again")
    _check_no_gap(stream)
    subscriber.create_tables(stream, source_tables)
    _check_empty(stream, source_tables, copy_again)
    publisher.create_heartbeat(stream)
    tables = [*catalog.tables(stream.publisher, [stream.heartbeat]), *source_tables]
    subscriber.create_tables(stream, tables)
    if _is_first_run(stream):
        stream.subscriber.run(f"TRUNCATE ONLY {stream.heartbeat}")
    publisher.publish(stream, tables)
    publisher.create_slot(stream)
    subscription.subscribe(stream, stream.publisher.address, _replication_credential(stream, tables))
    if {*subscription.table_states(stream)} != {(table.schema, table.name) for table in tables}:
        subscription.refresh(stream)
    subscription.enable(stream)
    return _answer(stream, tables)


def _is_first_run(stream: Stream) -> bool:
    return subscription.find_subscription(stream) is None


def _check_no_gap(stream: Stream) -> None:
    """Refuse another slot for a subscription whose slot is lost: changes in between would be missing."""
    slot, subscribed = publisher.slot(stream), not _is_first_run(stream)
    if slot is not None and not slot.fits:
        raise ReplicationRefused(f"{stream.publisher.title} has a slot {stream.name} of somebody else")
    if (slot is None and subscribed) or (slot is not None and not slot.valid):
        state = "missing" if slot is None else "invalid"
        raise ReplicationRefused(
            f"slot {stream.name} is {state} on {stream.publisher.title}: changes are lost to it, and all tables must "
            "be copied again: teardown, then prepare with copyAgain"
        )


def _check_empty(stream: Stream, tables: Sequence[Table], copy_again: bool) -> None:
    if not _is_first_run(stream):
        return
    filled = subscriber.tables_with_rows(stream, tables)
    if filled and not copy_again:
        raise ReplicationRefused(
            f"{stream.subscriber.title} has rows already in {', '.join(filled)}: prepare with copyAgain empties them"
        )
    for table in tables if filled else ():
        stream.subscriber.run(f"TRUNCATE ONLY {ddl.qualified_name(table)}")


def _replication_credential(stream: Stream, tables: Sequence[Table]) -> Credential:
    """Return the given user of on-premises; for Aurora a role that may read these tables, with a new
    random password.
    """
    if stream.kind != FALLBACK:
        return stream.publisher.database.credentials.current(fresh=True)
    credential = Credential(stream.name, secrets.token_urlsafe(32))
    role, run = identifier(credential.username), stream.publisher.run
    if not run("SELECT 1 FROM pg_roles WHERE rolname = :name", name=credential.username):
        run(f"CREATE ROLE {role} LOGIN")
    in_rds = stream.publisher.value("SELECT true FROM pg_roles WHERE rolname = 'rds_replication'")
    run(f"GRANT rds_replication TO {role}" if in_rds else f"ALTER ROLE {role} REPLICATION")
    for schema in sorted({table.schema for table in tables}):
        run(f"GRANT USAGE ON SCHEMA {identifier(schema)} TO {role}")
    run(f"GRANT SELECT ON {', '.join(map(ddl.qualified_name, tables))} TO {role}")
    run(f"ALTER ROLE {role} PASSWORD {literal(verifier(credential.password))}")
    return credential


def _answer(stream: Stream, tables: Sequence[Table]) -> dict[str, Any]:
    warnings = [
        f"{table.title}.{column} is generated: it is not replicated" for table in tables for column in table.generated
    ]
    if is_wal_unbounded(stream.publisher, stream.name):
        warnings.append(
            f"{stream.publisher.title} has no max_slot_wal_keep_size: while nobody reads the slot, WAL fills its disk"
        )
    return {"name": stream.name, "tables": [table.title for table in tables], "warnings": warnings}
