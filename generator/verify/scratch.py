"""A folder for one verification, removed at its end; what a killed one has left is removed by the next."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.verify.problems import no_room

PREFIX = "payinfra-verify."
# A stack with its archives, plan and state; less is not worth a try.
ROOM = 100_000_000
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder below TMPDIR. Raises CannotVerify when the disk is full, here or in the body."""
    parent = Path(tempfile.gettempdir())
    _remove_stale(parent)
    if shutil.disk_usage(parent).free < ROOM:
        raise no_room(parent)
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}.", dir=parent))
    except OSError as error:
        raise no_room(parent) if error.errno in FULL else error from error
    try:
        yield folder
    except OSError as error:
        raise no_room(parent) if error.errno in FULL else error from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_stale(parent: Path) -> None:
    for folder in parent.glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition(".")[0]
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
