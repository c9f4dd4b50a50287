"""Share work out over two processes: this one, and a copy of it."""

from __future__ import annotations

import gc
import os
import pickle
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# A copy costs some milliseconds: fewer items than these are done sooner alone.
WORTH_A_COPY = 32


def in_two_processes(work: Callable[[Sequence[T]], list[R]], items: Sequence[T]) -> list[R]:
    """Return what `work` makes of some items and of the others, which a copy of this process works on meanwhile.

    Where a copy is no gain or fails, this process does it all. What is returned must be picklable.
    """
    if len(items) < WORTH_A_COPY or os.cpu_count() == 1 or not may_fork():
        return work(items)
    reading, writing = os.pipe()
    # What is there by now stays: to look through it for garbage would copy its pages, too.
    gc.freeze()
    copy = os.fork()
    if not copy:
        _send(work, items[1::2], writing)
    os.close(writing)
    found = work(items[::2])
    with os.fdopen(reading, "rb") as pipe:
        sent = pipe.read()
    _, status = os.waitpid(copy, 0)
    gc.unfreeze()
    return [*found, *(work(items[1::2]) if status else pickle.loads(sent))]


def _send(work: Callable[[Sequence[T]], list[R]], items: Sequence[T], writing: int) -> None:
    """Work in the copy, which ends here: nothing of what this process would do at its end is done twice."""
    status = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(work(items), pipe)
        status = 0
    finally:
        os._exit(status)


def may_fork() -> bool:
    """Return whether this process can be copied: a copy has none of its other threads, of which only a clock can be
    spared."""
    return hasattr(os, "fork") and all(thread.daemon for thread in threading.enumerate()[1:])
