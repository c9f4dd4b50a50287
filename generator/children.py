"""Work spread over several processes, each a copy of this one: both cores are used, and memory is given back."""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

Job = Callable[[], None]
T = TypeVar("T")


def may_fork() -> bool:
    """Whether this process can copy itself: a copy has none of its other threads."""
    return hasattr(os, "fork") and threading.active_count() == 1


def results(jobs: Sequence[Callable[[], T]], at_once: int) -> list[T]:
    """What the jobs return, each from a process of its own."""
    with tempfile.TemporaryDirectory(prefix="payinfra-") as folder:
        files = [Path(folder) / f"result.{number}" for number in range(len(jobs))]
        run_in_children(
            [partial(_keep, job, file) for job, file in zip(jobs, files, strict=True)], at_once, Path(folder)
        )
        return [pickle.loads(file.read_bytes()) for file in files]


def _keep(job: Callable[[], T], file: Path) -> None:
    file.write_bytes(pickle.dumps(job()))


def run_in_children(jobs: Sequence[Job], at_once: int, folder: Path) -> None:
    """Run each job in a process of its own. The first error, which comes by a file in `folder`, is raised here."""
    running: dict[int, Path] = {}
    try:
        for number, job in enumerate(jobs):
            if len(running) == at_once:
                _await_one(running)
            trouble = folder / f"error.{number}"
            running[_start(job, trouble)] = trouble
        while running:
            _await_one(running)
    finally:
        for process in running:
            os.waitpid(process, 0)


def _start(job: Job, trouble: Path) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process:
        return process
    try:
        job()
        os._exit(0)
    except BaseException as error:
        trouble.write_bytes(_pickled(error))
    finally:
        os._exit(1)


def _await_one(running: dict[int, Path]) -> None:
    process, status = os.wait()
    trouble = running.pop(process, None)
    if trouble is not None and status:
        if trouble.exists():
            raise pickle.loads(trouble.read_bytes())
        raise RuntimeError(f"a process that synthesized has ended with status {status}")


def _pickled(error: BaseException) -> bytes:
    try:
        return pickle.dumps(error)
    except Exception:
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
