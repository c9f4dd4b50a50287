"""Create the cluster of a PostgreSQL server, and run its process."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pg8000.exceptions import DatabaseError, InterfaceError  # type: ignore[import-untyped]  # pg8000 has no types
from pg8000.native import Connection  # type: ignore[import-untyped]  # see above

from generator.rehearsal.certificates import LOOPBACK, Authority
from generator.rehearsal.postgres_binaries import unprivileged
from generator.verify.errors import CannotVerify

HOST = "localhost"
SUPERUSER = "rdsadmin"
# Nothing takes so long unless it is stuck.
PATIENCE_SECONDS = 600
# The pipe ends with the process that holds it, even when that is killed: then the server gets the signal of a fast
# shutdown.
_RUN_UNTIL_STDIN_ENDS = 'exec 3<&0 </dev/null; (cat <&3 >/dev/null; kill -INT $$) & exec 3<&-; exec "$0" "$@"'


@dataclass(slots=True)
class PostgresProcess:
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
                ["sh", "-c", _RUN_UNTIL_STDIN_ENDS, *postgres],
                cwd=self.root,
                # A subscription looks for certificates at home, and root's home is closed to this user.
                env={**os.environ, "HOME": str(self.root)},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_unprivileged_arguments(),
            )
        if not _await_answer(self.process, port, self.root / "ca.pem", password):
            self.stop()
            raise CannotVerify(f"PostgreSQL does not answer on port {port}")

    def crash(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=PATIENCE_SECONDS)
        self._close_stdin()

    def stop(self) -> None:
        """End the sessions too; then wait, so that nothing writes into the folder that is removed."""
        if self.process is None:
            return
        self._close_stdin()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=PATIENCE_SECONDS)

    def _close_stdin(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()


def _unprivileged_arguments() -> dict[str, Any]:
    """Arguments for subprocess that give up root's rights."""
    account = unprivileged() if os.geteuid() == 0 else None
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def initialize_cluster(
    bin_folder: Path, root: Path, authority: Authority, more_names: Sequence[str], settings: Mapping[str, str]
) -> str:
    """Make the cluster in `root`; return the superuser's password."""
    password = secrets.token_urlsafe()
    (root / "password").write_text(password)
    _restrict_to_owner(root, root / "password")
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
    completed = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=root, **_unprivileged_arguments()
    )
    if completed.returncode:
        raise CannotVerify(f"initdb failed: {completed.stderr}")
    cluster = root / "cluster"
    (cluster / "pg_hba.conf").write_text(
        "hostssl all all all scram-sha-256\nhostssl replication all all scram-sha-256\n"
    )
    with (cluster / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    (root / "ca.pem").write_bytes(authority.certificate)
    authority.issue(HOST, *more_names).write(cluster / "server.crt", cluster / "server.key")
    _restrict_to_owner(cluster / "server.crt", cluster / "server.key")
    return password


def _restrict_to_owner(*paths: Path) -> None:
    account = _unprivileged_arguments()
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)
        if account:
            os.chown(path, account["user"], account["group"])


def _await_answer(process: subprocess.Popen[bytes], port: int, ca_file: Path, password: str) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            connect(port, ca_file, SUPERUSER, password).close()
        except (InterfaceError, DatabaseError, OSError):
            time.sleep(0.05)
        else:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        port: int = listener.getsockname()[1]
        return port


def connect(port: int, ca_file: Path, username: str, password: str, *, database: str = "postgres") -> Any:
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
