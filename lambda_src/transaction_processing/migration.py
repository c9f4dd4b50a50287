"""What this side needs while a payment may belong to the system on-premises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.handover import OtherSide, is_handed_over
from payments.claims import BLUE, GREEN, Claim, Claims
from payments.errors import PaymentTakenElsewhere, TemporarilyUnavailable

_NOT_THERE = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """`blue` is the relay, or None once on-premises is gone: what blue owns is then refused, and never booked here.

    `asks_for_earlier`: what was paid before claims began has none, so blue is asked before a new key is green's.
    """

    claims: Claims
    blue: OtherSide | None
    asks_for_earlier: bool

    def claim(self, payment_id: str, event: Mapping[str, Any]) -> Claim:
        """The claim on a payment: green's, unless it was blue's before. Raises TemporarilyUnavailable."""
        if not self.asks_for_earlier:
            return self.claims.claim(payment_id, GREEN)
        known = self.claims.find(payment_id)
        if known is not None:
            return known
        return self.claims.claim(payment_id, BLUE if self._is_earlier(payment_id, event) else GREEN)

    def hand_over(self, event: Mapping[str, Any], *, writes: bool) -> tuple[int, str]:
        """Blue's answer. Raises PaymentTakenElsewhere without a blue, TemporarilyUnavailable or OutcomeUnknown."""
        if self.blue is None:
            raise PaymentTakenElsewhere
        return self.blue.answer(event, writes=writes)

    def _is_earlier(self, payment_id: str, event: Mapping[str, Any]) -> bool:
        """Whether blue has a payment that nobody has claimed. A handed-over request comes from blue, which has not."""
        if self.blue is None or is_handed_over(event):
            return False
        status, _ = self.blue.answer(_look(event, payment_id), writes=False)
        if status not in (200, _NOT_THERE):
            raise TemporarilyUnavailable
        return status == 200


def _look(event: Mapping[str, Any], payment_id: str) -> dict[str, Any]:
    """The same caller's GET of the payment."""
    return {**event, "httpMethod": "GET", "path": f"/payments/{payment_id}", "body": "", "isBase64Encoded": False}
