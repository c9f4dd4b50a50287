"""Claims decide which of two systems of record owns a payment, for ever.

blue    the system on-premises, behind the relay
green   this one

Both claim a payment by its id before they screen or book it, by one conditional write to one table: so one of them owns
it, whichever is asked first, and the other hands over its requests. A claim never changes its colour. A claim without a
booking is resumed by its owner's retry alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Colour = Literal["blue", "green"]
Outcome = Literal["open", "booked", "refused", "unknown"]

IN_FLIGHT_SECONDS: Final = 900.0
"""Longer than any function of ours runs, or any system keeps a request for which nobody waits."""

BLUE: Final = "blue"
GREEN: Final = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The owner of a payment and the last known outcome. Times are seconds since the epoch.

    `is_new`: this call has made the claim. After a lost answer a system finds its own claim as an earlier one: only the
    colour decides.
    """

    payment_id: str
    colour: Colour
    outcome: Outcome = "open"
    unknown_since: float | None = None
    claimed_at: float | None = None
    is_new: bool = False

    def may_be_in_flight(self, now: float) -> bool:
        """Return whether its owner may still be booking it: a function that was stopped has recorded no outcome."""
        return self.outcome == "unknown" or (self.claimed_at is not None and now - self.claimed_at < IN_FLIGHT_SECONDS)


class Claims(Protocol):
    """The claims of both systems. Each method raises TemporarilyUnavailable: then nobody may book."""

    def claim(self, payment_id: str, colour: Colour) -> Claim:
        """Claim a payment that has no claim, and return the claim that it has."""
        ...

    def find(self, payment_id: str) -> Claim | None:
        """Return the claim of a payment, or None if it was taken before claims began, or never."""
        ...

    def record_outcome(self, payment_id: str, colour: Colour, outcome: Outcome) -> None:
        """Record what the owner knows of the outcome. `booked` is final."""
        ...

    def with_unknown_outcome(self, limit: int) -> Sequence[Claim]:
        """Return claims whose outcome is unknown, the oldest first."""
        ...
