"""Log the requests of callers and their answers, from which consistency is checked."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["pay", "refund", "read", "list"]
NO_ANSWER = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request, and its answer, if there was one. `key` is the idempotency key, `subject` the payment's id.

    `colour` is the side that got the request; empty where nobody says. Times are of the monotonic clock, in seconds.
    """

    kind: Kind
    key: str = ""
    subject: str = ""
    colour: str = ""
    phase: str = ""
    began: float = 0.0
    ended: float = 0.0
    status: int = NO_ANSWER
    content: Mapping[str, Any] | None = None

    @property
    def succeeded(self) -> bool:
        return self.status in (200, 201)

    @property
    def outcome_is_unknown(self) -> bool:
        """Whether a caller does not know what became of the request: no answer, or none of the functions'."""
        if self.kind not in ("pay", "refund"):
            return False
        return self.status in (NO_ANSWER, 502, 504) or self.code == "OUTCOME_UNKNOWN"

    @property
    def code(self) -> str:
        """Return the code of an error answer."""
        error = (self.content or {}).get("error")
        return str(error.get("code", "")) if isinstance(error, Mapping) else ""


@dataclass(slots=True)
class ExchangeLog:
    """All exchanges so far, from any thread."""

    exchanges: list[Exchange] = field(default_factory=list)
    answered: dict[str, Exchange] = field(default_factory=dict)
    refunded: dict[str, int] = field(default_factory=dict)
    phase: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, exchange: Exchange) -> None:
        """Add an exchange; the first answer to a payment is what later ones must say as well."""
        with self._lock:
            self.exchanges.append(exchange)
            if exchange.kind == "pay" and exchange.succeeded and exchange.content:
                self.answered.setdefault(str(exchange.content["paymentId"]), exchange)

    def payments(self) -> Sequence[Exchange]:
        """Return the first answer to each payment that was taken."""
        with self._lock:
            return list(self.answered.values())

    def all(self) -> Sequence[Exchange]:
        """Return every exchange so far."""
        with self._lock:
            return list(self.exchanges)
