"""Run the two emulators, and ask them for what they hold."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from generator.verify.emulators.routing import endpoints
from generator.verify.emulators.server_process import (
    EMULATORS_FOLDER,
    HOST,
    PROGRAMS,
    Emulator,
    await_ready,
    clean_environment,
    ended_error,
    last_line,
    read_log,
    start_emulator,
)
from generator.verify.emulators.state_server import StateServer, running_state_server
from generator.verify.errors import CannotVerify

ENVIRONMENT_VARIABLE = "PAYINFRA_EMULATORS"


# Of the lines of their logs, those of errors: answers of 500 and more, exceptions, warnings.
LOGGED_ERROR = re.compile(r'" 5\d\d |^[\w.]*(Error|Exception)(:|$)|\b(WARNING|ERROR|CRITICAL)\b')
LOGGED_ERRORS_SHOWN = 10

INSTALL = "run `make emulators` in a clone, or pip install 'payinfra[emulate]'"


@dataclass(frozen=True, slots=True)
class Emulators:
    """Both emulators. Their state is shared by whoever uses them: names must differ, as in one AWS account."""

    running: Sequence[Emulator]
    python: str
    folder: Path
    states: StateServer
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
                raise ended_error(emulator, code)

    def logged_errors(self) -> list[str]:
        """Return the last errors in their logs, whoever caused them, each in one line after its emulator's name."""
        return [
            f"{emulator.name} logged: {line.strip()}"
            for emulator in self.running
            for line in [line for line in read_log(emulator.log).splitlines() if LOGGED_ERROR.search(line)][
                -LOGGED_ERRORS_SHOWN:
            ]
        ]

    def recordings(self) -> list[Path]:
        """Return the files with what the provider has sent to each."""
        return [emulator.recording for emulator in self.running]

    def resources(self, region: str) -> list[dict[str, str]]:
        """Return every resource that they hold: kind and name, and the environment where it is tagged with one."""
        environment = {**clean_environment(self.folder), **self.variables(region)}
        command = [self.python, "-I", str(EMULATORS_FOLDER / "list_resources.py")]
        listed = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if listed.returncode:
            self.check()
            raise CannotVerify(f"the emulators cannot be listed: {last_line(listed.stderr)}")
        found: list[dict[str, str]] = json.loads(listed.stdout)
        return found


@contextmanager
def running_emulators(folder: Path) -> Iterator[Emulators]:
    """Start both emulators and the server of states, and stop all at the end.

    Logs and whatever they write go below `folder`.
    """
    python = find_python()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        started = []
        for name in PROGRAMS:
            port, child = start_emulator(name, python, folder)
            stack.callback(child.stop)
            started.append(Emulator(name, f"http://{HOST}:{port}", child, folder / f"{name}.log"))
        emulators = Emulators(tuple(started), python, folder, stack.enter_context(running_state_server()))
        for emulator in started:
            await_ready(emulator)
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
