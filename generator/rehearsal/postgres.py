"""Run a real PostgreSQL server of our own: TLS with a throw-away authority, SCRAM, and a master user as RDS makes it.

The server never runs as root, and ends with the process that started it, however that ends.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pg8000.exceptions import DatabaseError, InterfaceError  # type: ignore[import-untyped]  # pg8000 has no types
from pg8000.native import Connection, identifier, literal  # type: ignore[import-untyped]  # see above

from generator.rehearsal.certificates import LOOPBACK, Authority
from generator.rehearsal.postgres_binaries import unprivileged
from generator.verify.problems import CannotVerify

HOST = "localhost"
SUPERUSER = "rdsadmin"
# Nothing takes so long unless it is stuck.
PATIENCE_SECONDS = 600
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
# The pipe ends with the process that holds it, even when that is killed: then the server gets the signal of a fast
# shutdown.
_UNTIL_STDIN_ENDS = 'exec 3<&0 </dev/null; (cat <&3 >/dev/null; kill -INT $$) & exec 3<&-; exec "$0" "$@"'


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
    _server: _Server = field(repr=False)

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
        return _connect(self.port, self.ca_file, *credential, database=database)

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
        password = _initialize(bin_folder, root, authority, more_names, {**SETTINGS, **(settings or {})})
        server = _Server(bin_folder, root)
        port = server.start_somewhere(password)
        try:
            yield _with_master(server, port, password)
        finally:
            server.stop()
    finally:
        shutil.rmtree(root, ignore_errors=True)


@dataclass(slots=True)
class _Server:
    """The process of a server, which may end and be started again."""

    bin_folder: Path
    root: Path
    process: subprocess.Popen[bytes] | None = None

    def start_somewhere(self, password: str) -> int:
        """The port is free when it is chosen, and could be taken a moment later: then another one is."""
        for _ in range(3):
            port = _free_port()
            with suppress(CannotVerify):
                self.start(port, password)
                return port
        raise CannotVerify(f"PostgreSQL did not start:\n{(self.root / 'log').read_text()}")

    def start(self, port: int, password: str) -> None:
        postgres = [str(self.bin_folder / "postgres"), "-D", str(self.root / "cluster"), "-p", str(port)]
        with (self.root / "log").open("ab") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", _UNTIL_STDIN_ENDS, *postgres],
                cwd=self.root,
                # A subscription looks for certificates at home, and root's home is closed to this user.
                env={**os.environ, "HOME": str(self.root)},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_account(),
            )
        if not _answers(self.process, port, self.root / "ca.pem", password):
            self.stop()
            raise CannotVerify(f"PostgreSQL does not answer on port {port}")

    def crash(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=PATIENCE_SECONDS)
        self._let_go()

    def stop(self) -> None:
        """End the sessions too; then wait, so that nothing writes into the folder that is removed."""
        if self.process is None:
            return
        self._let_go()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=PATIENCE_SECONDS)

    def _let_go(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()


def _account() -> dict[str, Any]:
    """Arguments for subprocess that give up root's rights."""
    account = unprivileged() if os.geteuid() == 0 else None
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _initialize(
    bin_folder: Path, root: Path, authority: Authority, more_names: Sequence[str], settings: Mapping[str, str]
) -> str:
    """Make the cluster in `root`; return the superuser's password."""
    password = secrets.token_urlsafe()
    (root / "password").write_text(password)
    _own(root, root / "password")
    command = [
        str(bin_folder / "initdb"),
        f"--pgdata={root / 'cluster'}",
        f"--username={SUPERUSER}",
        f"--pwfile={root / 'password'}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--no-locale",
        "--no-sync",
        "--no-instructions",
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root, **_account())
    if made.returncode:
        raise CannotVerify(f"initdb failed: {made.stderr}")
    cluster = root / "cluster"
    (cluster / "pg_hba.conf").write_text(
        "hostssl all all all scram-sha-256\nhostssl replication all all scram-sha-256\n"
    )
    with (cluster / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    (root / "ca.pem").write_bytes(authority.certificate)
    authority.issue(HOST, *more_names).write(cluster / "server.crt", cluster / "server.key")
    _own(cluster / "server.crt", cluster / "server.key")
    return password


def _own(*paths: Path) -> None:
    account = _account()
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)
        if account:
            os.chown(path, account["user"], account["group"])


def _answers(process: subprocess.Popen[bytes], port: int, ca_file: Path, password: str) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            _connect(port, ca_file, SUPERUSER, password).close()
        except (InterfaceError, DatabaseError, OSError):
            time.sleep(0.05)
        else:
            return True
    return False


def _with_master(running: _Server, port: int, superuser_password: str) -> Postgres:
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


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        port: int = listener.getsockname()[1]
        return port


def _connect(port: int, ca_file: Path, username: str, password: str, *, database: str = "postgres") -> Any:
    context = ssl.create_default_context(cafile=str(ca_file))
    return Connection(
        username,
        password=password,
        host=HOST,
        port=port,
        database=database,
        ssl_context=context,
        timeout=PATIENCE_SECONDS,
    )
