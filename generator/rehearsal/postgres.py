"""Run a real PostgreSQL server of our own: TLS with a throw-away authority, SCRAM, and a master user as RDS makes it.

The server never runs as root, and ends with the process that started it, however that ends.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pg8000.native import identifier, literal  # type: ignore[import-untyped]  # see above

from generator.rehearsal.certificates import Authority
from generator.rehearsal.postgres_process import HOST, SUPERUSER, PostgresProcess, connect, initialize_cluster

SETTINGS: Mapping[str, str] = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "ssl": "on",
    "ssl_cert_file": "server.crt",
    "ssl_key_file": "server.key",
    "ssl_min_protocol_version": "TLSv1.2",
    "password_encryption": "scram-sha-256",
    "max_connections": "250",
    "shared_buffers": "32MB",
    # The data is thrown away: losing it in a crash of the machine costs nothing.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # The longest that there is: on a busy machine a session is long in coming about.
    "authentication_timeout": "600",
}
# What a source and a target of logical replication need; and a commit outlives a crash of the server.
REPLICATING: Mapping[str, str] = {
    "wal_level": "logical",
    "synchronous_commit": "on",
    "max_replication_slots": "20",
    "max_wal_senders": "20",
    "max_logical_replication_workers": "8",
    "max_worker_processes": "16",
    "wal_retrieve_retry_interval": "500ms",
    "wal_receiver_status_interval": "1s",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running server. The master user may make databases and roles but is no superuser, as in RDS."""

    host: str
    port: int
    ca_file: Path
    log_file: Path
    username: str
    password: str = field(repr=False)
    superuser_password: str = field(repr=False)
    _server: PostgresProcess = field(repr=False)

    def new_database(self) -> str:
        """Create an empty database that the master user owns; return its name. Roles belong to the whole server."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {identifier(name)}")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, and end the sessions in it: also one of autovacuum, which the superuser alone may end."""
        self.administer(f"DROP DATABASE {identifier(name)} WITH (FORCE)")

    def run(self, sql: str, *, database: str = "postgres", **parameters: Any) -> list[Any]:
        """Run one statement as the master user, in a session of its own."""
        with self.session(database) as connection:
            rows: list[Any] = connection.run(sql, **parameters)
            return rows

    @contextmanager
    def session(
        self, database: str = "postgres", *, username: str | None = None, password: str | None = None
    ) -> Iterator[Any]:
        """Open a pg8000 connection, of the master user if no other is named."""
        connection = self.connect(database, username=username, password=password)
        try:
            yield connection
        finally:
            connection.close()

    def connect(self, database: str, *, username: str | None = None, password: str | None = None) -> Any:
        """Return a new pg8000 connection, to be closed."""
        credential = username or self.username, password or self.password
        return connect(self.port, self.ca_file, *credential, database=database)

    def administer(self, sql: str, *, database: str = "postgres") -> list[Any]:
        """Run one statement as the superuser, which no user of RDS is."""
        with self.session(database, username=SUPERUSER, password=self.superuser_password) as connection:
            rows: list[Any] = connection.run(sql)
            return rows

    def crash(self) -> None:
        """End the server at once, as a failure of its host does: no session is finished, nothing is written."""
        self._server.crash()

    def start(self) -> None:
        """Start the server again, on its port; it recovers what was committed."""
        self._server.start(self.port, self.superuser_password)


@contextmanager
def running_postgres(
    bin_folder: Path, authority: Authority, *more_names: str, settings: Mapping[str, str] | None = None
) -> Iterator[Postgres]:
    """Run a new server with nothing in it; it is removed at the end. Its certificate is also for `more_names`."""
    root = Path(tempfile.mkdtemp(prefix="payinfra-postgres-"))
    try:
        password = initialize_cluster(bin_folder, root, authority, more_names, {**SETTINGS, **(settings or {})})
        server = PostgresProcess(bin_folder, root)
        port = server.start_somewhere(password)
        try:
            yield _create_master_user(server, port, password)
        finally:
            server.stop()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _create_master_user(running: PostgresProcess, port: int, superuser_password: str) -> Postgres:
    """The password has what RDS may put into one: all but the slash, the quotes, the at sign and the space."""
    server = Postgres(
        host=HOST,
        port=port,
        ca_file=running.root / "ca.pem",
        log_file=running.root / "log",
        username="payments_master",
        password=f"{secrets.token_hex(16)}:$&%\\#~",
        superuser_password=superuser_password,
        _server=running,
    )
    with server.session(username=SUPERUSER, password=superuser_password) as connection:
        connection.run(f"CREATE ROLE {server.username} LOGIN CREATEDB CREATEROLE")
        # As RDS does: a password is no statement to log.
        connection.run("SET log_statement = 'none'")
        connection.run(f"ALTER ROLE {server.username} PASSWORD {literal(server.password)}")
    return server
