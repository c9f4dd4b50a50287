"""Run Terraform or OpenTofu on a real account.

Other than a verification on emulators, a step is never killed: what it has begun in the account it must be able to
finish, and to note in the state. An interrupt is handed on once, and then waited for.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics.usage_error import UsageError
from generator.operations.terraform_errors import terraform_error
from generator.verify.scratch_folder import RUNNING

VARIABLE = "PAYINFRA_TERRAFORM"
PROGRAMS = ("terraform", "tofu")
PROGRESS_SECONDS = 10.0
INSTALL = "install Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org)"


def find_program() -> str:
    """Return the path of Terraform, or of OpenTofu where that is what there is. PAYINFRA_TERRAFORM names another."""
    named = os.environ.get(VARIABLE)
    for name in (named,) if named else PROGRAMS:
        found = shutil.which(name)
        if found is not None:
            return found
    if named:
        raise UsageError(f"{VARIABLE} names {named!r}, which is not on the PATH")
    raise UsageError(f"there is neither terraform nor tofu on the PATH: {INSTALL}")


@dataclass(frozen=True, slots=True)
class TerraformProgram:
    """Terraform or OpenTofu in the folder of one stack. What it writes goes to files beside the stack."""

    path: str
    folder: Path
    environment: Mapping[str, str]

    @property
    def name(self) -> str:
        return Path(self.path).name

    def run(self, step: str, options: Sequence[str], accepted: Sequence[int] = (0,)) -> tuple[int, str]:
        """Return the exit code and standard output of a step. Raises TerraformError where the code is not accepted."""
        out, err = (self.folder / f"{step}.{kind}" for kind in ("out", "err"))
        with out.open("wb") as written, err.open("wb") as complained:
            child = subprocess.Popen(
                [self.path, step, *options],
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=complained,
                # An interrupt from the keyboard comes from us alone.
                start_new_session=True,
            )
            # Who cleans up after a run that was killed leaves the folder to what still works in it.
            (self.folder / RUNNING).write_text(str(child.pid), encoding="utf-8")
            with _forwarded_signals(child):
                self._wait(child, step)
        text = out.read_text(encoding="utf-8", errors="replace")
        if child.returncode not in accepted:
            raise terraform_error(self.name, step, text, err.read_text(encoding="utf-8", errors="replace"))
        return child.returncode, text

    def _wait(self, child: subprocess.Popen[bytes], step: str) -> None:
        started = reported = time.monotonic()
        while child.poll() is None:
            time.sleep(0.1)
            if time.monotonic() - reported > PROGRESS_SECONDS:
                reported = time.monotonic()
                print(f"payinfra: {self.name} {step}, {reported - started:.0f} s", file=sys.stderr, flush=True)


@contextmanager
def _forwarded_signals(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Hand the signals that end a program on to the child, and let it come to its end."""

    def hand_on(number: int, _frame: object) -> None:
        print("payinfra: waiting for what has begun: the state is written at its end", file=sys.stderr, flush=True)
        child.send_signal(signal.SIGINT)

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, hand_on) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
