"""Run MiniStack with the patches of `emulator_patches/`, on a free port of the loopback interface."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]  # boto3 has no types
from botocore.config import Config  # type: ignore[import-untyped]  # botocore has no types

from generator.rehearsal.postgres import Postgres
from generator.rehearsal.postgres_process import PATIENCE_SECONDS
from generator.verify.child_process import ChildProcess
from generator.verify.emulators.server_process import ACCOUNT, HOST, free_port
from generator.verify.emulators.servers import find_python
from generator.verify.errors import CannotVerify

SERVER = Path(__file__).with_name("emulator_patches") / "server.py"
REGION = "us-east-1"
# The key of the account's root user, and its secret.
ROOT = "test"
# Of our own environment; nothing of it may lead anywhere else.
KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Emulator:
    """Where the emulator answers, and where it writes what happens to it."""

    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def variables(self) -> Mapping[str, str]:
        """Return the variables that lead AWS clients here, with credentials that are worth nothing elsewhere."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ROOT,
            "AWS_SECRET_ACCESS_KEY": ROOT,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def last_words(self, count: int = 30) -> list[str]:
        """Return the last lines of its log, which holds warnings and errors."""
        return [line for file in (self.log, self.log.with_suffix(".err")) for line in _lines(file)[-count:]]

    def client(self, service: str) -> Any:
        return _client(self.url, service)


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else []


@cache
def _client(url: str, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id=ROOT,
        aws_secret_access_key=ROOT,
        config=Config(connect_timeout=PATIENCE_SECONDS, read_timeout=PATIENCE_SECONDS),
    )


@contextmanager
def running_emulator(
    folder: Path,
    postgres: Postgres | None = None,
    *,
    patient: bool = True,
    checks_signatures: bool = True,
    records_calls: bool = False,
) -> Iterator[Emulator]:
    """Run an emulator whose Aurora is this server, or is nobody's. It ends with our process, however that ends.

    `patient`: no time-out within the functions ends anything, however busy the machine is. `records_calls`: CloudTrail
    knows of each call.
    """
    emulator = Emulator(free_port(), folder / "ministack.log")
    child = ChildProcess(
        [find_python(), str(SERVER)],
        folder=folder,
        environment={
            **_settings(emulator.port, folder),
            # Signatures are verified, and the policies of roles, users and secrets are held to.
            "AUTH": str(checks_signatures).lower(),
            **({"CLOUDTRAIL_RECORDING": "1", "CLOUDTRAIL_MAX_EVENTS": "100000"} if records_calls else {}),
            **({"PATIENCE_SECONDS": str(PATIENCE_SECONDS)} if patient else {}),
            "RDS_MASTER_PASSWORD": postgres.password if postgres else "none",
            "DATABASE_ADDRESS": f"{postgres.host}:{postgres.port}" if postgres else f"{HOST}:1",
        },
        out=emulator.log,
        err=folder / "ministack.err",
    )
    try:
        _until_it_answers(emulator, child)
        yield emulator
    finally:
        child.stop()


def _settings(port: int, folder: Path) -> Mapping[str, str]:
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "HOME": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        # Both would listen on ports of their own, on every interface.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AWS_ACCESS_KEY_ID": ROOT,
        "AWS_SECRET_ACCESS_KEY": ROOT,
        "LOG_LEVEL": "WARNING",
        "TMPDIR": str(folder),
    }


def _until_it_answers(emulator: Emulator, child: ChildProcess) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while child.code() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{emulator.url}/_ministack/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise CannotVerify("the emulator did not start:\n" + "\n".join(emulator.last_words()))
