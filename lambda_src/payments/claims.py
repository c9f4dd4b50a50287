"""Which of two systems of record a payment belongs to, for ever.

blue    the system on-premises, behind the relay
green   this one

Both claim a payment by its id before they book or screen it, in one place and by one conditional write: so one of them
owns it, whoever is asked first, and the other hands over what is asked of it. A claim never changes its colour. One
without a booking is taken up by its owner's retry, and by nobody else.
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
    """Who owns a payment, and what its owner last learned of it. Times are seconds since the epoch.

    `is_new`: this call has made the claim. Where an answer of the table was lost, one's own claim is found as an old
    one: nothing but the colour decides.
    """

    payment_id: str
    colour: Colour
    outcome: Outcome = "open"
    unknown_since: float | None = None
    claimed_at: float | None = None
    is_new: bool = False

    def may_be_in_flight(self, now: float) -> bool:
        """Whether its owner may still be at it, though nothing is booked: who was killed could not note anything."""
        return self.outcome == "unknown" or (self.claimed_at is not None and now - self.claimed_at < IN_FLIGHT_SECONDS)


class Claims(Protocol):
    """The claims of both sides. Each method raises TemporarilyUnavailable: then nobody may book."""

    def claim(self, payment_id: str, colour: Colour) -> Claim:
        """Claims a payment that nobody has claimed; the claim that there is."""
        ...

    def find(self, payment_id: str) -> Claim | None:
        """The claim of a payment, or None: it was taken before claims began, or never."""
        ...

    def record_outcome(self, payment_id: str, colour: Colour, outcome: Outcome) -> None:
        """Notes what the owner has learned. What is known to be booked stays so."""
        ...

    def with_unknown_outcome(self, limit: int) -> Sequence[Claim]:
        """Claims whose outcome is unknown, the oldest first."""
        ...
