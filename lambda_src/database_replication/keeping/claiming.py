"""Claim for blue what it has booked, so that keys from before claims are never booked again."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from payments.claims import BLUE, Claim
from payments.payment import payment_id_of

# The size of botocore's connection pool.
_CONCURRENT_CLAIMS: Final = 10
_NAME_BASED_VERSION: Final = 5

ClaimPayment = Callable[[str], Claim]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedPayment:
    """A payment of the copy. `fault` says why it cannot be shown; empty if it can."""

    payment_id: str
    merchant_id: str
    key: str
    fault: str

    def claim_ids(self) -> Iterator[str]:
        """Yield the ids that a retry would claim: by its key, and its own id if that follows from a key."""
        if self.key:
            yield payment_id_of(self.key, self.merchant_id)
        if _is_derived_id(self.payment_id):
            yield self.payment_id


def claim_payments(rows: Sequence[CopiedPayment], claim: ClaimPayment) -> tuple[Counter[str], list[str]]:
    """Claim payments and return counts and problems by payment. Idempotent. Raises TemporarilyUnavailable."""
    claim_ids = {row.payment_id: set(row.claim_ids()) for row in rows}
    ids = sorted(set().union(*claim_ids.values()))
    with ThreadPoolExecutor(_CONCURRENT_CLAIMS) as threads:
        claims = dict(zip(ids, threads.map(claim, ids), strict=True))
    counts, problems = Counter[str](payments=len(rows)), list[str]()
    counts.update("claimed" if one.is_new else "known" for one in claims.values() if one.colour == BLUE)
    for row in rows:
        for kind, text in _claim_problems(row, [claims[one] for one in claim_ids[row.payment_id]]):
            counts[kind] += 1
            problems.append(f"{row.payment_id}: {text}")
    return counts, problems


def _claim_problems(row: CopiedPayment, claims: Sequence[Claim]) -> Iterator[tuple[str, str]]:
    if row.fault:
        yield "unfit", row.fault
    if not claims:
        yield "unrecognised", "no key, and an id that does not follow from one: a retry would be a new payment"
    if any(claim.colour != BLUE for claim in claims):
        yield "conflicts", "green has claimed it too: look whether both have booked it"


def _is_derived_id(payment_id: str) -> bool:
    try:
        return uuid.UUID(payment_id).version == _NAME_BASED_VERSION
    except ValueError:
        return False
