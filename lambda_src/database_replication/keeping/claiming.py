"""Claims for blue what it has booked: also keys from before claims began are then never booked again."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from payments.claims import BLUE, Claim
from payments.payment import payment_id_of

# As many as a client of botocore keeps connections.
_AT_ONCE: Final = 10
_OURS: Final = 5

MakeClaim = Callable[[str], Claim]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A payment of the copy. `fault` says what makes it unfit to be shown, if anything does."""

    payment_id: str
    merchant_id: str
    key: str
    fault: str

    def claim_ids(self) -> Iterator[str]:
        """What a retry would claim: by its key, and by its id where ids follow from keys as ours do."""
        if self.key:
            yield payment_id_of(self.key, self.merchant_id)
        if _is_ours(self.payment_id):
            yield self.payment_id


def claim_all(rows: Sequence[Row], claim: MakeClaim) -> tuple[Counter[str], list[str]]:
    """Counts, and what is wrong by payment. Repeatable. Raises TemporarilyUnavailable."""
    wanted = {row.payment_id: set(row.claim_ids()) for row in rows}
    ids = sorted(set().union(*wanted.values()))
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        claims = dict(zip(ids, threads.map(claim, ids), strict=True))
    counts, wrong = Counter[str](payments=len(rows)), list[str]()
    counts.update("claimed" if one.is_new else "known" for one in claims.values() if one.colour == BLUE)
    for row in rows:
        for kind, text in _wrong(row, [claims[one] for one in wanted[row.payment_id]]):
            counts[kind] += 1
            wrong.append(f"{row.payment_id}: {text}")
    return counts, wrong


def _wrong(row: Row, claims: Sequence[Claim]) -> Iterator[tuple[str, str]]:
    if row.fault:
        yield "unfit", row.fault
    if not claims:
        yield "unrecognised", "no key, and an id that does not follow from one: a retry would be a new payment"
    if any(claim.colour != BLUE for claim in claims):
        yield "conflicts", "green has claimed it too: look whether both have booked it"


def _is_ours(payment_id: str) -> bool:
    try:
        return uuid.UUID(payment_id).version == _OURS
    except ValueError:
        return False
