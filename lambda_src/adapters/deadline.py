"""How much time the invocation has left. What must not be begun too late asks here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import time
from typing import Any, Final

_UNLIMITED: Final = float("inf")
_ends_at: list[float] = [_UNLIMITED]


@contextmanager
def invocation(context: Any) -> Iterator[None]:
    """While this lasts, Lambda's time is what remains. Outside of an invocation nothing ends."""
    _ends_at[0] = time() + context.get_remaining_time_in_millis() / 1000
    try:
        yield
    finally:
        _ends_at[0] = _UNLIMITED


def remaining_seconds() -> float:
    """Seconds until Lambda stops the invocation."""
    return _ends_at[0] - time()
