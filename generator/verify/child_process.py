"""Start child processes that cannot outlive us: each in a group of its own, below a guard that watches for our end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

GUARD = Path(__file__).with_name("process_guard.py")
GRACE_SECONDS = 5.0


class ChildProcess:
    """A running command. What it writes goes to files, so that it never waits for a reader."""

    def __init__(
        self, command: Sequence[str], *, folder: Path, environment: Mapping[str, str], out: Path, err: Path
    ) -> None:
        lifeline, self._held = os.pipe()
        try:
            with out.open("wb") as written, err.open("wb") as complained:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", str(GUARD), str(lifeline), *command],
                    cwd=folder,
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=written,
                    stderr=complained,
                    pass_fds=(lifeline,),
                    start_new_session=True,
                )
        except BaseException:
            os.close(self._held)
            raise
        finally:
            os.close(lifeline)

    @property
    def group(self) -> int:
        """The process group, which is also the id of the guard."""
        return self._process.pid

    def code(self) -> int | None:
        """The exit code, or None while the command runs. 128 and more: ended by a signal."""
        return self._process.poll()

    def wait(self, seconds: float | None = None) -> int | None:
        """Return the exit code, or None when it still runs after so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self.code()

    def stop(self) -> None:
        """End the command and all that it has started: politely, then not. Returns when all of it is gone."""
        if self.code() is None:
            self._signal(signal.SIGTERM)
            self.wait(GRACE_SECONDS)
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._close_lifeline()
        _await_group_end(self.group)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.group, number)

    def _close_lifeline(self) -> None:
        held, self._held = self._held, -1
        if held >= 0:
            os.close(held)


def _await_group_end(group: int, seconds: float = 2.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.01)
