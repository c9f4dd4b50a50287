"""Define the faults of the stand-in on-premises, and when they happen."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Fault = Literal["hang before booking", "hang after booking", "break after booking", "fail before booking"]


@dataclass(slots=True)
class Faults:
    """What goes wrong with the next POSTs: each planted fault happens so many times."""

    planted: Counter[Fault] = field(default_factory=Counter)
    happened: Counter[Fault] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plant(self, fault: Fault, times: int = 1) -> None:
        """Let the next POSTs meet a fault."""
        with self._lock:
            self.planted[fault] += times

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        with self._lock:
            self.planted.clear()

    def take(self, fault: Fault) -> bool:
        """Return whether a fault happens now; it has then happened."""
        with self._lock:
            if self.planted[fault] < 1:
                return False
            self.planted[fault] -= 1
            self.happened[fault] += 1
            return True
