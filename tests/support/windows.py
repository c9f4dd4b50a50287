"""The windows in which the functions count payments."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# The card's window of the shipped rules; the customer's ends with one of these, too.
WINDOW_SECONDS = 600


def away_from_their_end(margin_seconds: float) -> None:
    """Wait until no window ends within so many seconds: what is counted before and after is not counted together."""
    left = WINDOW_SECONDS - time.time() % WINDOW_SECONDS
    if left < margin_seconds:
        time.sleep(left + 0.1)


def in_one_window(act: Callable[[], T]) -> T:
    """What `act` returns, from the first time that no window ended meanwhile. It has to take new names each time."""
    while True:
        away_from_their_end(20)
        window = time.time() // WINDOW_SECONDS
        done = act()
        if time.time() // WINDOW_SECONDS == window:
            return done
