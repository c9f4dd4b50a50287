"""Start, watch and stop the two emulators, on free ports of the loopback interface."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.verify.emulators.routing import MINISTACK, MOTO, endpoints
from generator.verify.problems import NO_ROOM, CannotVerify, no_room
from generator.verify.processes import Child

ENVIRONMENT_VARIABLE = "PAYINFRA_EMULATORS"
ACCOUNT = "123456789012"
# An emulator that ends says so at once: on a busy machine only one that is stuck takes so long.
READY_SECONDS = 300.0
ATTEMPTS = 3
HERE = Path(__file__).parent
HOST = "127.0.0.1"

PROGRAMS = {MOTO: HERE / "moto_server.py", MINISTACK: HERE / "ministack_server.py"}
HEALTH = {MOTO: "/moto-api/", MINISTACK: "/_ministack/health"}
TAKEN = " in use"

# Of the lines of their logs, those of errors: answers of 500 and more, exceptions, warnings.
LOGGED_ERROR = re.compile(r'" 5\d\d |^[\w.]*(Error|Exception)(:|$)|\b(WARNING|ERROR|CRITICAL)\b')
LOGGED_ERRORS_SHOWN = 10

INSTALL = "run `make emulators` in a clone, or pip install 'payinfra[emulate]'"


@dataclass(frozen=True, slots=True)
class Emulator:
    """One emulator that answers."""

    name: str
    url: str
    child: Child
    log: Path

    @property
    def recording(self) -> Path:
        """What the provider has sent to it."""
        return self.log.with_suffix(".requests")


@dataclass(frozen=True, slots=True)
class Emulators:
    """Both emulators. Their state is shared by whoever uses them: names must differ, as in one AWS account."""

    running: Sequence[Emulator]
    python: str
    folder: Path
    cancelled: threading.Event = field(default_factory=threading.Event)

    def urls(self) -> dict[str, str]:
        """Return the URL of each emulator by its name."""
        return {emulator.name: emulator.url for emulator in self.running}

    def variables(self, region: str) -> dict[str, str]:
        """Return the variables that send Terraform and AWS SDKs here, without the user's credentials and profiles."""
        return {
            **endpoints(self.urls()),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": HOST,
            "no_proxy": HOST,
        }

    def check(self) -> None:
        """Check that both still run. Raises CannotVerify when one has ended, or when the run is cancelled."""
        if self.cancelled.is_set():
            raise CannotVerify("interrupted")
        for emulator in self.running:
            code = emulator.child.code()
            if code is not None:
                raise _ended(emulator, code)

    def logged_errors(self) -> list[str]:
        """Return the last errors in their logs, whoever caused them, each in one line after its emulator's name."""
        return [
            f"{emulator.name} logged: {line.strip()}"
            for emulator in self.running
            for line in [line for line in _read_log(emulator.log).splitlines() if LOGGED_ERROR.search(line)][
                -LOGGED_ERRORS_SHOWN:
            ]
        ]

    def recordings(self) -> list[Path]:
        """Return the files with what the provider has sent to each."""
        return [emulator.recording for emulator in self.running]

    def resources(self, region: str) -> list[dict[str, str]]:
        """Return every resource that they hold: kind and name, and the environment where it is tagged with one."""
        environment = {**_plain_environment(self.folder), **self.variables(region)}
        command = [self.python, "-I", str(HERE / "listing.py")]
        listed = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if listed.returncode:
            self.check()
            raise CannotVerify(f"the emulators cannot be listed: {_last_line(listed.stderr)}")
        found: list[dict[str, str]] = json.loads(listed.stdout)
        return found


@contextmanager
def running_emulators(folder: Path) -> Iterator[Emulators]:
    """Start both emulators, and stop both at the end. Logs and whatever they write go below `folder`."""
    python = find_python()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        started = []
        for name in PROGRAMS:
            port, child = _start(name, python, folder)
            stack.callback(child.stop)
            started.append(Emulator(name, f"http://{HOST}:{port}", child, folder / f"{name}.log"))
        emulators = Emulators(tuple(started), python, folder)
        for emulator in started:
            _await_ready(emulator)
        yield emulators


def find_python() -> str:
    """Return the Python that has the emulators: of an environment of their own, or the one that runs us."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    for root in [named] if named else [str(Path(sys.prefix) / "emulators")]:
        python = Path(root) / "bin" / "python"
        if python.is_file():
            return str(python)
    if named:
        raise CannotVerify(f"{ENVIRONMENT_VARIABLE} is {named!r}, but there is no bin/python in it: {INSTALL}")
    if all(importlib.util.find_spec(module) for module in ("ministack", "moto", "flask", "policy_sentry")):
        return sys.executable
    raise CannotVerify(f"--emulate needs the AWS emulators moto and MiniStack: {INSTALL}")


def _start(name: str, python: str, folder: Path) -> tuple[int, Child]:
    """Start one on a free port. Another process may take the port in between: then on the next one."""
    for _ in range(ATTEMPTS):
        port = free_port()
        log = folder / f"{name}.log"
        command = [python, "-I", str(PROGRAMS[name]), str(port), str(folder / f"{name}.requests")]
        environment = {**_plain_environment(folder), **_settings(name, port)}
        child = Child(command, folder=folder, environment=environment, out=folder / f"{name}.out", err=log)
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


def _lost_port(child: Child, port: int, log: Path) -> bool:
    """Wait until the emulator says that it listens, or has ended; whether it ended because somebody had its port.

    That somebody listens there proves nothing: it may be another process.
    """
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        ended = child.wait(0.05) is not None
        output = _read_log(log) + _read_log(log.with_suffix(".out"))
        if ended or f"Running on http://{HOST}:{port}" in output:
            return ended and TAKEN in output.lower()
    return False


def _read_log(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""


def _await_ready(emulator: Emulator) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        code = emulator.child.code()
        if code is not None:
            raise _ended(emulator, code)
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


def _ended(emulator: Emulator, code: int) -> CannotVerify:
    how = f"signal {code - 128}" if code > 128 else f"exit code {code}"
    output = _read_log(emulator.log)
    if any(words in output.lower() for words in NO_ROOM):
        return no_room(emulator.log.parent)
    last = f"; its last output: {_last_line(output)}" if output.strip() and code <= 128 else ""
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


def _plain_environment(folder: Path) -> dict[str, str]:
    """Nothing of the user's but the way to programs: no credentials, no proxies, no home."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "HOME": str(folder), "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def _last_line(text: str) -> str:
    lines: list[Any] = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing"
