"""Share work out over the cores: this process does a part, and forked copies of it do the others meanwhile."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from generator.system.recorded_inputs import add_inputs, record_inputs

T = TypeVar("T")
R = TypeVar("R")

# A fork costs some milliseconds: fewer items than these are done sooner in one process.
MINIMUM_ITEMS = 32


def run_on_cores(
    work: Callable[[Sequence[T]], list[R]], items: Sequence[T], *, minimum: int = MINIMUM_ITEMS
) -> list[R]:
    """Return the results of `work` over all items, in no particular order; they must be picklable.

    Below a minimum of items, or where this process cannot fork, it does all of them itself.
    """
    cores = os.cpu_count() or 1
    if len(items) < minimum or cores == 1 or not can_fork():
        return work(items)
    forks = [_Fork(work, items[number::cores]) for number in range(1, cores)]
    try:
        found = work(items[::cores])
        for fork in forks:
            found += fork.results()
    finally:
        for fork in forks:
            fork.kill()
    return found


class _Fork(Generic[T, R]):
    """A copy of this process that does a part of the work, sends the results through a pipe, and ends."""

    def __init__(self, work: Callable[[Sequence[T]], list[R]], items: Sequence[T]) -> None:
        self._work, self._items = work, items
        self._pipe, writing = os.pipe()
        self._pid: int | None = os.fork()
        if not self._pid:
            self._run(writing)
        os.close(writing)

    def _run(self, writing: int) -> None:
        """Work in the copy, which ends here: nothing of what this process would do at its end is done twice."""
        status = 1
        try:
            # An interrupt is reported once, by this process, which kills its copies.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            with record_inputs() as inputs, os.fdopen(writing, "wb") as pipe:
                pickle.dump((self._work(self._items), inputs), pipe)
            status = 0
        finally:
            os._exit(status)

    def results(self) -> list[R]:
        """Return the results of the copy; where it has failed, this process does its part."""
        with os.fdopen(os.dup(self._pipe), "rb") as pipe:
            sent = pipe.read()
        if self._wait():
            return self._work(self._items)
        results, inputs = pickle.loads(sent)
        add_inputs(inputs)
        found: list[R] = results
        return found

    def kill(self) -> None:
        """End the copy if it still runs."""
        if self._pid is not None:
            os.kill(self._pid, signal.SIGKILL)
            self._wait()
        os.close(self._pipe)

    def _wait(self) -> Any:
        assert self._pid is not None
        _, status = os.waitpid(self._pid, 0)
        self._pid = None
        return status


def can_fork() -> bool:
    """Return whether this process can be copied: a copy has none of its other threads, of which only a clock can be
    spared."""
    return hasattr(os, "fork") and all(thread.daemon for thread in threading.enumerate()[1:])
