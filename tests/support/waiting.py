"""Waiting for what happens by itself: on a busy machine that is late, and no test is red for it."""

from __future__ import annotations

import time
from collections.abc import Callable

# Nothing takes so long unless it is stuck. No promise of ours is measured by it.
PATIENCE_SECONDS = 600


def wait_until(reached: Callable[[], bool], what: str, *, every_seconds: float = 0.05) -> None:
    """Return when it is so. Raises TimeoutError where that never comes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not after {PATIENCE_SECONDS} s: {what}")
        time.sleep(every_seconds)
