"""The machine is shared by all tests, but for those that count under load: they have it to themselves.

Whoever shares takes turns: a lock for each test, and one for each step of a stack that lives in the background. Before
a turn stands a door, which whoever counts keeps closed behind those who are in: otherwise there would always be
somebody in. Those who count share it with each other: they wait most of the time. The locks are the operating
system's, so that they end with the process that holds them. A test that waits for steps of others must not share, or
it would keep out the very step that it waits for.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import pytest

FOLDER_VARIABLE = "PAYINFRA_TESTS_LOCKS"
STEP, TEST = "step", "test"
POLL_SECONDS = 0.05


def share_among_workers(config: pytest.Config) -> None:
    """Make the folder of the locks, which the processes of pytest-xdist inherit; it is removed at the end."""
    if not hasattr(config, "workerinput"):
        folder = os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="payinfra-tests-locks.")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@contextmanager
def shared_machine(turn: str, watch: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Others work beside the body, but nobody who counts. `watch` may raise to end the wait."""
    with ExitStack() as held:
        with _locked(turn, "door", fcntl.LOCK_EX, watch):
            held.enter_context(_locked(turn, "room", fcntl.LOCK_SH, watch))
        yield


@contextmanager
def quiet_machine() -> Iterator[None]:
    """Nobody who takes turns works beside the body. Tests go on while it waits for steps, which take minutes."""
    with ExitStack() as closed:
        for turn in (STEP, TEST):
            closed.enter_context(_locked(turn, "door", fcntl.LOCK_SH))
            with _locked(turn, "room", fcntl.LOCK_EX):
                pass  # all are out, and nobody gets in
        yield


@contextmanager
def _locked(turn: str, part: str, how: int, watch: Callable[[], None] = lambda: None) -> Iterator[None]:
    with Path(os.environ[FOLDER_VARIABLE], f"{turn}.{part}").open("w") as file:
        while not _taken(file, how):
            watch()
            time.sleep(POLL_SECONDS)
        yield


def _taken(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
