"""Manage a stream's subscription, and read its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.database import Credential, Session
from adapters.database_errors import sqlstate
from adapters.settings import DatabaseSettings
from database_replication.requirements import ReplicationRefused
from database_replication.streams import Stream

# No server log may have this statement: it holds the password (docs/decisions/0221).
_LOGGING_OFF: Final = ("log_statement = 'none'", "log_min_duration_statement = -1", "pgaudit.log = 'none'")
_SET_CONNECTION: Final = "SELECT set_config('payments.connection', :connection, true)"
# The text of a statement within a block is in no log, and an error is raised again without its context; as one of the
# system, for that of a connection would say that this session is broken.
_BLOCK: Final = """
DO $$
BEGIN
    EXECUTE format({statement}, current_setting('payments.connection'));
EXCEPTION WHEN OTHERS THEN
    RAISE EXCEPTION USING ERRCODE = '58000', MESSAGE = SQLERRM;
END
$$
"""
_NOT_SUBSCRIBED: Final = "58000"
_CREATE: Final = (
    "'CREATE SUBSCRIPTION {name} CONNECTION %L PUBLICATION {name} WITH (create_slot = false, "
    "slot_name = ''{name}'', enabled = false, copy_data = true)'"
)
_ALTER: Final = "'ALTER SUBSCRIPTION {name} CONNECTION %L'"
_SUBSCRIPTION: Final = """
SELECT s.oid::bigint, s.subenabled, a.pid IS NOT NULL, coalesce(e.apply_error_count, 0)::bigint,
       coalesce(e.sync_error_count, 0)::bigint
  FROM pg_subscription s
  LEFT JOIN pg_stat_subscription a ON a.subid = s.oid AND a.relid IS NULL
  LEFT JOIN pg_stat_subscription_stats e ON e.subid = s.oid
 WHERE s.subname = :name AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
# Before 15 a server counts no errors.
_UNCOUNTED: Final = _SUBSCRIPTION.replace("LEFT JOIN pg_stat_subscription_stats e ON e.subid = s.oid", "").replace(
    "coalesce(e.apply_error_count, 0)::bigint,\n       coalesce(e.sync_error_count, 0)::bigint", "0, 0"
)
_STATES: Final = """
SELECT n.nspname, c.relname, r.srsubstate::text
  FROM pg_subscription_rel r JOIN pg_class c ON c.oid = r.srrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE r.srsubid = (SELECT oid FROM pg_subscription WHERE subname = :name
                       AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()))
 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """`works`: its apply worker runs. Errors are counted since the statistics were reset."""

    oid: int
    enabled: bool
    works: bool
    apply_errors: int
    copy_errors: int


def find_subscription(stream: Stream) -> Subscription | None:
    """Return the subscription, or None. Raises ServerAway."""
    counted = stream.subscriber.value("SELECT to_regclass('pg_catalog.pg_stat_subscription_stats') IS NOT NULL")
    rows = stream.subscriber.run(_SUBSCRIPTION if counted else _UNCOUNTED, name=stream.name)
    if not rows:
        return None
    oid, enabled, works, apply_errors, copy_errors = rows[0]
    return Subscription(oid=oid, enabled=enabled, works=works, apply_errors=apply_errors, copy_errors=copy_errors)


def table_states(stream: Stream) -> dict[tuple[str, str], str]:
    """Return PostgreSQL's state of each subscribed table: i and d are copied, f and s catch up, r is ready."""
    return {
        (str(schema), str(name)): str(state) for schema, name, state in stream.subscriber.run(_STATES, name=stream.name)
    }


def subscribe(stream: Stream, address: DatabaseSettings, login: Credential) -> None:
    """Create the subscription, disabled; if it exists, change its connection."""
    exists = find_subscription(stream) is not None
    statement = (_ALTER if exists else _CREATE).format(name=stream.name)

    def create_or_alter(session: Session) -> None:
        _disable_statement_logging(session)
        session.run(_SET_CONNECTION, connection=_connection_string(stream, address, login))
        session.run(_BLOCK.format(statement=statement))

    try:
        stream.subscriber.transaction(create_or_alter)
    except DatabaseError as fault:
        if sqlstate(fault) != _NOT_SUBSCRIBED:
            raise
        text = str(fault.args[0]["M"]).partition("\n")[0]
        raise ReplicationRefused(f"{stream.subscriber.title} can not subscribe: {text}") from None


def enable(stream: Stream) -> None:
    """Enable the subscription: its workers copy and apply."""
    stream.subscriber.run(f"ALTER SUBSCRIPTION {stream.name} ENABLE")


def refresh(stream: Stream) -> None:
    """Add and remove tables as the publication has."""
    stream.subscriber.run(f"ALTER SUBSCRIPTION {stream.name} REFRESH PUBLICATION WITH (copy_data = true)")


def _disable_statement_logging(session: Session) -> None:
    """Apply each setting that the user may: in RDS some are the provider's alone."""
    for setting in _LOGGING_OFF:
        session.run("SAVEPOINT hush")
        try:
            session.run(f"SET LOCAL {setting}")
        except DatabaseError:
            session.run("ROLLBACK TO SAVEPOINT hush")


def _connection_string(stream: Stream, address: DatabaseSettings, login: Credential) -> str:
    """Return the conninfo. SCRAM is bound to the TLS channel: only who has the user's verifier can answer."""
    parts = {
        "host": address.host,
        "port": str(address.port),
        "dbname": address.name,
        "user": login.username,
        "password": login.password,
        "sslmode": "require",
        "channel_binding": "require",
        "application_name": stream.name,
        "connect_timeout": "10",
        "keepalives_idle": "30",
        "keepalives_interval": "10",
        "keepalives_count": "3",
    }
    return " ".join(f"{name}='{_escaped(value)}'" for name, value in parts.items())


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
