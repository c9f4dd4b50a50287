"""Watch a rollout until it ends, and show its status."""

from __future__ import annotations

import time
from collections.abc import Callable

from generator.operations.live_rollout import LiveRollout
from generator.operations.rollout_reader import RUNNING
from generator.operations.rollout_status import NONE, SUCCEEDED, RolloutStatus, read_status

CLEAR = "\x1b[H\x1b[2J"
POLL_SECONDS = 5.0


def watch(
    live: LiveRollout,
    show: Callable[[RolloutStatus], None],
    *,
    name: str | None = None,
    sleep: Callable[[float], None] = time.sleep,
    seconds: float = POLL_SECONDS,
) -> RolloutStatus:
    """Show the status until the execution ends, whatever is started meanwhile; the last one."""
    while True:
        status = read_status(live, name)
        name = status.execution
        show(status)
        if status.status != RUNNING:
            return status
        sleep(seconds)


def has_not_rolled_back(status: RolloutStatus) -> bool:
    """Return whether a rollout has not gone back: a pipeline may go on."""
    return status.status in (SUCCEEDED, RUNNING, NONE)


def on_terminal(write: Callable[[str], None]) -> Callable[[RolloutStatus], None]:
    """Return what shows a status in place of the last one."""
    return lambda status: write(CLEAR + "\n".join(status.lines()) + "\n")


def line_by_line(write: Callable[[str], None]) -> Callable[[RolloutStatus], None]:
    """Return what shows a line where something has changed, for logs and pipelines."""
    last: list[str] = []

    def show(status: RolloutStatus) -> None:
        if last[-1:] != [status.line()]:
            last.append(status.line())
            write(status.line() + "\n")

    return show
