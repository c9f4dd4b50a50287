"""A real PostgreSQL server of the tests' own: TLS with a throw-away CA, SCRAM, and a master user as RDS makes it.

The binaries come from PAYINFRA_PG_BIN, the PATH, pg_config or the folders that Linux distributions use. Without them
the tests skip, but never in CI. The server never runs as root, and ends with the process that started it, however that
ends.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import pwd
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pg8000.exceptions import DatabaseError, InterfaceError  # type: ignore[import-untyped]  # pg8000 has no types
from pg8000.native import Connection, identifier, literal  # type: ignore[import-untyped]  # see above

from tests.support.waiting import PATIENCE_SECONDS

HOST = "localhost"
_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "ssl": "on",
    "ssl_cert_file": "server.crt",
    "ssl_key_file": "server.key",
    "ssl_min_protocol_version": "TLSv1.2",
    "password_encryption": "scram-sha-256",
    "max_connections": "250",
    "shared_buffers": "32MB",
    # The data is thrown away: losing it in a crash costs nothing.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # The longest that there is: on a busy machine a session is long in coming about.
    "authentication_timeout": "600",
    # So that a test can look for what must never be in it.
    "log_statement": "all",
}
_SUPERUSER = "rdsadmin"
# The pipe ends with the test process, even when that is killed: then the server gets the signal of a fast shutdown.
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

    def new_database(self) -> str:
        """The name of a fresh, empty database that the master user owns. Roles belong to the whole server."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {identifier(name)}")
        return name

    def drop_database(self, name: str) -> None:
        """Removes a database, and ends the sessions in it."""
        self.run(f"DROP DATABASE {identifier(name)} WITH (FORCE)")

    def run(self, sql: str, *, database: str = "postgres", **parameters: Any) -> list[Any]:
        """One statement as the master user, in a session of its own."""
        with self.session(database) as connection:
            rows: list[Any] = connection.run(sql, **parameters)
            return rows

    @contextmanager
    def session(
        self, database: str = "postgres", *, username: str | None = None, password: str | None = None
    ) -> Iterator[Any]:
        """A pg8000 connection, of the master user if no other is named."""
        connection = _connect(
            self.port, self.ca_file, username or self.username, password or self.password, database=database
        )
        try:
            yield connection
        finally:
            connection.close()


@cache
def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`; the newest where there are several."""
    return next((folder for folder in _candidates() if (folder / "initdb").is_file()), None)


def require_postgres() -> Path:
    """The folder of the binaries, or a skip that says what is missing; in CI a failure."""
    found = binaries()
    missing = "PostgreSQL's initdb and postgres (PAYINFRA_PG_BIN)" if found is None else None
    if missing is None and os.geteuid() == 0 and _unprivileged() is None:
        missing = "a user postgres or nobody, because PostgreSQL does not run as root"
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI must test against the real PostgreSQL, but there is no {missing}")
    if missing:
        pytest.skip(f"needs {missing}")
    assert found is not None
    return found


@contextmanager
def running_postgres(*more_names: str) -> Iterator[Postgres]:
    """A new server with nothing in it; removed at the end. Its certificate is also for `more_names`."""
    bin_folder = require_postgres()
    root = Path(tempfile.mkdtemp(prefix="payinfra-postgres-"))
    try:
        superuser_password = _initialize(bin_folder, root, more_names)
        process, port = _start(bin_folder, root, superuser_password)
        try:
            yield _with_master(root, port, superuser_password)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _candidates() -> Iterator[Path]:
    named = os.environ.get("PAYINFRA_PG_BIN")
    if named:
        yield Path(named)
        return
    for program in ("postgres", "initdb"):
        on_path = shutil.which(program)
        if on_path:
            yield Path(on_path).resolve().parent
    if shutil.which("pg_config"):
        yield Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    for pattern in _FOLDERS:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=_major, reverse=True)


def _major(folder: Path) -> int:
    return int("".join(filter(str.isdigit, folder.parent.name)) or 0)


def _unprivileged() -> pwd.struct_passwd | None:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _account() -> dict[str, Any]:
    """Arguments for subprocess that give up root's rights."""
    account = _unprivileged() if os.geteuid() == 0 else None
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _initialize(bin_folder: Path, root: Path, more_names: Sequence[str]) -> str:
    """Makes the cluster in `root`; gives the superuser's password."""
    password = secrets.token_urlsafe()
    (root / "password").write_text(password)
    _own(root, root / "password")
    command = [
        str(bin_folder / "initdb"),
        f"--pgdata={root / 'cluster'}",
        f"--username={_SUPERUSER}",
        f"--pwfile={root / 'password'}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--no-locale",
        "--no-sync",
        "--no-instructions",
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root, **_account())
    assert made.returncode == 0, made.stderr
    cluster = root / "cluster"
    (cluster / "pg_hba.conf").write_text("hostssl all all all scram-sha-256\n")
    with (cluster / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in _SETTINGS.items())
    _write_certificates(root / "ca.pem", cluster / "server.crt", cluster / "server.key", more_names)
    _own(cluster / "server.crt", cluster / "server.key")
    return password


def _own(*paths: Path) -> None:
    account = _account()
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)
        if account:
            os.chown(path, account["user"], account["group"])


def _start(bin_folder: Path, root: Path, password: str) -> tuple[subprocess.Popen[bytes], int]:
    """The port is free when it is chosen, and could be taken a moment later: then with another one."""
    for _ in range(3):
        port = _free_port()
        with (root / "log").open("ab") as log:
            process = subprocess.Popen(
                [
                    "sh",
                    "-c",
                    _UNTIL_STDIN_ENDS,
                    str(bin_folder / "postgres"),
                    "-D",
                    str(root / "cluster"),
                    "-p",
                    str(port),
                ],
                cwd=root,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                **_account(),
            )
        if _answers(process, port, root / "ca.pem", password):
            return process, port
        _stop(process)
    raise RuntimeError(f"PostgreSQL did not start:\n{(root / 'log').read_text()}")


def _answers(process: subprocess.Popen[bytes], port: int, ca_file: Path, password: str) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            _connect(port, ca_file, _SUPERUSER, password).close()
        except (InterfaceError, DatabaseError, OSError):
            time.sleep(0.05)
        else:
            return True
    return False


def _with_master(root: Path, port: int, superuser_password: str) -> Postgres:
    """The password has what RDS may put into one: all but the slash, the quotes, the at sign and the space."""
    server = Postgres(
        host=HOST,
        port=port,
        ca_file=root / "ca.pem",
        log_file=root / "log",
        username="payments_master",
        password=f"{secrets.token_hex(16)}:$&%\\#~",
    )
    with server.session(username=_SUPERUSER, password=superuser_password) as connection:
        connection.run(f"CREATE ROLE {server.username} LOGIN CREATEDB CREATEROLE")
        # As RDS does: a password is no statement to log.
        connection.run("SET log_statement = 'none'")
        connection.run(f"ALTER ROLE {server.username} PASSWORD {literal(server.password)}")
    return server


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the sessions too; then waits, so that nothing writes into the folder that is removed."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=PATIENCE_SECONDS)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
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


def _write_certificates(ca_file: Path, certificate_file: Path, key_file: Path, more_names: Sequence[str]) -> None:
    """A CA that lives for a day, and a server certificate for localhost. The CA's key is forgotten at once."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = _common_name("payinfra test CA")
    usage = {name: name in ("key_cert_sign", "crl_sign") for name in _KEY_USAGES}
    ca = (
        _unsigned(ca_name, ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    names: list[x509.GeneralName] = [*map(x509.DNSName, (HOST, *more_names))]
    names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    certificate = (
        _unsigned(_common_name(HOST), ca_name, key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def _common_name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _unsigned(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
