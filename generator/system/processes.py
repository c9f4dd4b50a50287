"""Check whether a process still runs, by its id: what it left behind is removed only when it does not."""

from __future__ import annotations

import os


def pid_exists(process: int) -> bool:
    """Return whether a process runs, another user's too."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
