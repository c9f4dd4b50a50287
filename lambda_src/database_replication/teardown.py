"""Tear a stream down, whatever is left of it and whichever server is away. Copied rows stay.

The subscription goes first, detached from its slot: with it, it would need the publisher. Then goes the slot, so that
the publisher retains no more WAL, and the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types
from pg8000.native import identifier  # type: ignore[import-untyped]  # see above

from adapters.database import Session
from adapters.database_errors import sqlstate
from database_replication import ddl, subscription
from database_replication.requirements import schema_comment
from database_replication.servers import Server, ServerAway
from database_replication.streams import FALLBACK, Stream

_IN_USE: Final = "55006"
_PATIENCE_SECONDS: Final = 30.0
# A table that is being copied has a slot of its own, named by the subscription, the table and the subscriber's system.
_SLOTS: Final = """
SELECT slot_name::text FROM pg_replication_slots
 WHERE database = current_database() AND (slot_name = :name OR slot_name ~ :copies)
"""
_END_SENDER: Final = (
    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = :name AND active"
)


def tear_down(stream: Stream) -> dict[str, Any]:
    """Return what was removed, and what could not be. Raises ServerAway if both servers are away."""
    removed: list[str] = []
    not_removed: list[str] = []
    copies = "^$"
    try:
        copies = _sync_slot_pattern(stream.subscriber)
        _tear_down_subscriber(stream, removed)
    except ServerAway as away:
        not_removed.append(f"{away}: drop subscription {stream.name} there, or tear down again")
    try:
        _tear_down_publisher(stream, copies, removed)
    except ServerAway as away:
        if not_removed:
            raise
        not_removed.append(f"{away}: drop slot and publication {stream.name} there, or its disk fills with WAL")
    return {"name": stream.name, "removed": removed, "left": not_removed}


def _sync_slot_pattern(server: Server) -> str:
    """Return a pattern of the slots of initial copies to this server, and of no other subscription's."""
    system = server.value("SELECT system_identifier::text FROM pg_control_system()")
    others = server.run("SELECT oid::text FROM pg_subscription WHERE subname NOT LIKE 'payments\\_%'")
    exclusions = "".join(f"(?!pg_{row[0]}_)" for row in others)
    return f"^{exclusions}pg_[0-9]+_sync_[0-9]+_{system}$"


def _tear_down_subscriber(stream: Stream, removed: list[str]) -> None:
    if subscription.find_subscription(stream) is not None:
        stream.subscriber.transaction(lambda session: _drop_subscription(session, stream.name))
        removed.append(f"{stream.subscriber.title}: subscription {stream.name}")
    _drop_schema(stream.subscriber, stream.name, removed)


def _drop_subscription(session: Session, name: str) -> None:
    session.run(f"ALTER SUBSCRIPTION {name} DISABLE")
    session.run(f"ALTER SUBSCRIPTION {name} SET (slot_name = NONE)")
    session.run(f"DROP SUBSCRIPTION {name}")


def _tear_down_publisher(stream: Stream, copies: str, removed: list[str]) -> None:
    publisher = stream.publisher
    for (name,) in publisher.run(_SLOTS, name=stream.name, copies=copies):
        _drop_slot(publisher, name)
        removed.append(f"{publisher.title}: slot {name}")
    if publisher.value("SELECT true FROM pg_publication WHERE pubname = :name", name=stream.name):
        publisher.run(f"DROP PUBLICATION IF EXISTS {stream.name}")
        removed.append(f"{publisher.title}: publication {stream.name}")
    _drop_schema(publisher, stream.name, removed)
    if stream.kind == FALLBACK:
        _drop_role(publisher, stream.name, removed)


def _drop_slot(publisher: Server, name: str) -> None:
    """Drop a slot after terminating its WAL sender, which takes a moment."""

    def drop() -> None:
        publisher.run(_END_SENDER, name=name)
        publisher.run(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = :name", name=name
        )

    _retry_while_in_use(drop)


def _retry_while_in_use(work: Callable[[], None]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return work()
        except DatabaseError as fault:
            if sqlstate(fault) != _IN_USE or time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def _drop_schema(server: Server, name: str, removed: list[str]) -> None:
    """Drop the schema if replication has created it: heartbeat and comparison."""
    if schema_comment(server, name) == ddl.OWNER_COMMENT:
        server.run(f"DROP SCHEMA IF EXISTS {name} CASCADE")
        removed.append(f"{server.title}: schema {name}")


def _drop_role(server: Server, name: str, removed: list[str]) -> None:
    """Drop the role and its privileges; it owns nothing."""
    if server.value("SELECT true FROM pg_roles WHERE rolname = :name", name=name):
        server.run(f"DROP OWNED BY {identifier(name)}")
        server.run(f"DROP ROLE IF EXISTS {identifier(name)}")
        removed.append(f"{server.title}: role {name}")
