"""Track the time that is left of the invocation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import time
from typing import Any, Final

_UNLIMITED: Final = float("inf")
_ends_at: list[float] = [_UNLIMITED]


@contextmanager
def invocation(context: Any) -> Iterator[None]:
    """Apply Lambda's deadline inside the block. Outside of an invocation there is none."""
    _ends_at[0] = time() + context.get_remaining_time_in_millis() / 1000
    try:
        yield
    finally:
        _ends_at[0] = _UNLIMITED


def remaining_seconds() -> float:
    """Return the seconds until Lambda stops the invocation; infinity outside of one."""
    return _ends_at[0] - time()
