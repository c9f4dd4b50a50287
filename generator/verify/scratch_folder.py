"""Create a folder for one verification, removed at its end; what a killed one has left is removed by the next."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.system.processes import pid_exists
from generator.verify.errors import disk_full_error

PREFIX = "payinfra-verify."
# Holds the id of a process that works in the folder and outlives us if it must.
RUNNING = "running.pid"
# A stack with its archives, plan and state; less is not worth a try.
ROOM = 100_000_000
# The address of a socket has 104 characters on macOS, 108 on Linux; Terraform adds twenty.
LONGEST = 84
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Create an empty folder below TMPDIR. Raises CannotVerify when the disk is full, here or in the body."""
    parent = Path(tempfile.gettempdir())
    _remove_stale(parent)
    if shutil.disk_usage(parent).free < ROOM:
        raise disk_full_error(parent)
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}.", dir=parent))
    except OSError as error:
        raise disk_full_error(parent) if error.errno in FULL else error from error
    try:
        with _temporary_files_in(folder):
            yield folder
    except OSError as error:
        raise disk_full_error(parent) if error.errno in FULL else error from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """Let children keep what they think temporary here: Terraform's sockets and jsii's files, when they are killed."""
    if len(str(folder)) > LONGEST:
        yield
        return
    before = os.environ.get("TMPDIR"), tempfile.tempdir
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        os.environ.pop("TMPDIR")
        if before[0] is not None:
            os.environ["TMPDIR"] = before[0]
        tempfile.tempdir = before[1]


def _remove_stale(parent: Path) -> None:
    for folder in parent.glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition(".")[0]
        if owner.isdigit() and not pid_exists(int(owner)) and not _is_worked_in(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_worked_in(folder: Path) -> bool:
    noted = (file.read_text(encoding="utf-8", errors="replace").strip() for file in folder.rglob(RUNNING))
    return any(number.isdigit() and pid_exists(int(number)) for number in noted)
