"""Start the process of one emulator on a free port, and wait until it answers."""

from __future__ import annotations

import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.verify.child_process import ChildProcess
from generator.verify.emulators.routing import MINISTACK, MOTO
from generator.verify.errors import DISK_FULL_MESSAGES, CannotVerify, disk_full_error

ACCOUNT = "123456789012"
# An emulator that ends says so at once: on a busy machine only one that is stuck takes so long.
READY_SECONDS = 300.0
ATTEMPTS = 3
EMULATORS_FOLDER = Path(__file__).parent
HOST = "127.0.0.1"
PROGRAMS = {MOTO: EMULATORS_FOLDER / "moto_server.py", MINISTACK: EMULATORS_FOLDER / "ministack_server.py"}
HEALTH = {MOTO: "/moto-api/", MINISTACK: "/_ministack/health"}
PORT_IN_USE = " in use"


@dataclass(frozen=True, slots=True)
class Emulator:
    """One emulator that answers."""

    name: str
    url: str
    child: ChildProcess
    log: Path

    @property
    def recording(self) -> Path:
        """What the provider has sent to it."""
        return self.log.with_suffix(".requests")


def start_emulator(name: str, python: str, folder: Path) -> tuple[int, ChildProcess]:
    """Start one on a free port. Another process may take the port in between: then on the next one."""
    for _ in range(ATTEMPTS):
        port = free_port()
        log = folder / f"{name}.log"
        command = [python, "-I", str(PROGRAMS[name]), str(port), str(folder / f"{name}.requests")]
        environment = {**clean_environment(folder), **_settings(name, port)}
        child = ChildProcess(command, folder=folder, environment=environment, out=folder / f"{name}.out", err=log)
        if not _lost_port(child, port, log):
            return port, child
        child.stop()
    tried = f"after {ATTEMPTS} attempts: the last one, {port}, was taken"
    raise CannotVerify(f"no free port for {name} on {HOST} {tried}; run it again")


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _lost_port(child: ChildProcess, port: int, log: Path) -> bool:
    """Wait until the emulator says that it listens, or has ended; whether it ended because somebody had its port.

    That somebody listens there proves nothing: it may be another process.
    """
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        ended = child.wait(0.05) is not None
        output = read_log(log) + read_log(log.with_suffix(".out"))
        if ended or f"Running on http://{HOST}:{port}" in output:
            return ended and PORT_IN_USE in output.lower()
    return False


def read_log(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""


def await_ready(emulator: Emulator) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        code = emulator.child.code()
        if code is not None:
            raise ended_error(emulator, code)
        if _answers(emulator.url + HEALTH[emulator.name]):
            return
        time.sleep(0.1)
    raise CannotVerify(f"{emulator.name} does not answer on {emulator.url} within {READY_SECONDS:.0f} s: try again")


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def ended_error(emulator: Emulator, code: int) -> CannotVerify:
    how = f"signal {code - 128}" if code > 128 else f"exit code {code}"
    output = read_log(emulator.log)
    if any(words in output.lower() for words in DISK_FULL_MESSAGES):
        return disk_full_error(emulator.log.parent)
    last = f"; its last output: {last_line(output)}" if output.strip() and code <= 128 else ""
    return CannotVerify(f"the emulator {emulator.name} has ended ({how}){last}; nothing is left running: run it again")


def _settings(name: str, port: int) -> Mapping[str, str]:
    if name == MOTO:
        # Policies that AWS manages are there, as in every account. A certificate waits for its record, and ACM then
        # issues it: moto knows no record, so it does not wait a minute.
        return {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true", "MOTO_ACM_VALIDATION_WAIT": "1"}
    return {
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        # Both would listen on ports of their own, on every interface.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def clean_environment(folder: Path) -> dict[str, str]:
    """Nothing of the user's but the way to programs: no credentials, no proxies, no home."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "HOME": str(folder), "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def last_line(text: str) -> str:
    lines: list[Any] = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing"
