"""Check consistency: the answers that callers got against what both ledgers have booked.

It is a black-box check. Claims are read only to count what was handed over; they decide nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.rehearsal.exchanges import Exchange

# How green refuses what belongs to a system that is gone.
TAKEN_ELSEWHERE = "PAYMENT_TAKEN_ELSEWHERE"
# What never changes of a payment, whoever is asked.
LASTING = ("paymentId", "amount", "currency", "merchantId", "customerId", "createdAt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What one ledger has of a payment: how many records of it, and how many entries that took or gave back money."""

    side: str
    payment_id: str
    records: int = 1
    sales: int = 1
    refunds: int = 0
    status: str = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The payments that are wrong, by id; all must be empty."""

    doubled: Sequence[str] = ()
    lost: Sequence[str] = ()
    invisible: Sequence[str] = ()
    denied: Sequence[str] = ()
    contradicted: Sequence[str] = ()
    unresolved: Sequence[str] = ()

    @property
    def is_good(self) -> bool:
        return not any((self.doubled, self.lost, self.invisible, self.denied, self.contradicted, self.unresolved))


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What there was to judge: a verdict over nothing proves nothing."""

    payments: int
    requests: int
    retries: int
    crossings: int
    handed_over: int
    refunds: int
    reads: int
    unavailable: int
    unknown: int
    resolved: int


def check_consistency(exchanges: Sequence[Exchange], booked: Sequence[Booked]) -> Verdict:
    """Check the exchanges against what both ledgers have."""
    answers = _answers(exchanges)
    by_payment: defaultdict[str, list[Booked]] = defaultdict(list)
    for one in booked:
        by_payment[one.payment_id].append(one)
    asked, given = _refund_keys(exchanges, lambda one: True), _refund_keys(exchanges, lambda one: one.succeeded)
    return Verdict(
        doubled=_sorted(one for one, ones in by_payment.items() if is_doubled(ones, len(asked.get(one, ())))),
        lost=_sorted(one for one in answers if is_lost(by_payment.get(one, []), len(given.get(one, ())))),
        invisible=_sorted(invisible(exchanges, answers)),
        denied=_sorted(denied(exchanges)),
        contradicted=_sorted(contradicted(exchanges, answers)),
        unresolved=_sorted(unknown_keys(exchanges) - settled_keys(exchanges)),
    )


def is_doubled(ones: Sequence[Booked], refunds_asked: int) -> bool:
    """Return whether a payment is booked more than once over both sides, or more refunds than there were keys for."""
    return (
        sum(one.records for one in ones) > 1
        or sum(one.sales for one in ones) > 1
        or sum(one.refunds for one in ones) > refunds_asked
    )


def is_lost(ones: Sequence[Booked], refunds_given: int) -> bool:
    """Return whether a payment that was answered is nowhere, or what was approved or given back moved no money."""
    if not sum(one.records for one in ones) or sum(one.refunds for one in ones) < refunds_given:
        return True
    return any(one.status in ("approved", "reversed") for one in ones) and not sum(one.sales for one in ones)


def invisible(exchanges: Iterable[Exchange], answers: Mapping[str, Exchange]) -> Iterator[str]:
    """Yield the payments that somebody could not find though their answer had come before."""
    for exchange in exchanges:
        first = answers.get(exchange.subject)
        refused = exchange.status == 404 or exchange.code == TAKEN_ELSEWHERE
        looks = exchange.kind in ("read", "refund") and refused
        if looks and first is not None and first.ended <= exchange.began:
            yield exchange.subject


def denied(exchanges: Sequence[Exchange]) -> Iterator[str]:
    """Yield the payments whose key was refused though it had been answered with the payment before."""
    paid = {
        one.key: one for one in sorted(exchanges, key=lambda one: -one.ended) if one.kind == "pay" and one.succeeded
    }
    for exchange in exchanges:
        first = paid.get(exchange.key) if exchange.kind == "pay" else None
        if first is not None and first.content and first.ended <= exchange.began and 400 <= exchange.status < 500:
            yield str(first.content["paymentId"])


def contradicted(exchanges: Iterable[Exchange], answers: Mapping[str, Exchange]) -> Iterator[str]:
    """Yield the payments of which two answers say what cannot both be true."""
    for exchange in exchanges:
        if not exchange.succeeded or exchange.kind not in ("pay", "read") or not exchange.content:
            continue
        payment = str(exchange.content.get("paymentId"))
        first = answers.get(payment)
        if exchange.kind == "read" and payment != exchange.subject:
            yield exchange.subject
        elif first is not None and first.content and _lasting(first.content) != _lasting(exchange.content):
            yield payment


def unknown_keys(exchanges: Iterable[Exchange]) -> set[str]:
    """Return the keys of which a caller did not know, at some time, what had become of them."""
    return {exchange.key for exchange in exchanges if exchange.outcome_is_unknown}


def settled_keys(exchanges: Iterable[Exchange]) -> set[str]:
    """Return the keys whose callers know the outcome at last: answered, or refused for good."""
    writes = (exchange for exchange in exchanges if exchange.kind in ("pay", "refund"))
    return {exchange.key for exchange in writes if exchange.succeeded or 400 <= exchange.status < 500}


def count_traffic(exchanges: Sequence[Exchange], owners: Mapping[str, str]) -> Traffic:
    """Count what callers did. `owners`: the colour that has claimed a payment, by its id."""
    writes = [exchange for exchange in exchanges if exchange.kind in ("pay", "refund")]
    unknown, settled = unknown_keys(exchanges), settled_keys(exchanges)
    return Traffic(
        payments=len(_answers(exchanges)),
        requests=len(exchanges),
        retries=len(writes) - len({exchange.key for exchange in writes}),
        crossings=_crossings(writes),
        handed_over=sum(_is_handed_over(exchange, owners) for exchange in exchanges),
        refunds=len({exchange.key for exchange in writes if exchange.kind == "refund" and exchange.succeeded}),
        reads=sum(exchange.kind == "read" for exchange in exchanges),
        unavailable=sum(exchange.kind == "read" and exchange.status not in (200, 404) for exchange in exchanges),
        unknown=len(unknown),
        resolved=len(unknown & settled),
    )


def _refund_keys(exchanges: Iterable[Exchange], wanted: Callable[[Exchange], bool]) -> dict[str, set[str]]:
    """The keys of refunds by payment."""
    found: dict[str, set[str]] = {}
    for exchange in exchanges:
        if exchange.kind == "refund" and wanted(exchange):
            found.setdefault(exchange.subject, set()).add(exchange.key)
    return found


def _sorted(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(found)))


def _answers(exchanges: Iterable[Exchange]) -> dict[str, Exchange]:
    """The first answer to each payment that was taken, by its id."""
    found: dict[str, Exchange] = {}
    for exchange in sorted(exchanges, key=lambda one: one.ended):
        if exchange.kind == "pay" and exchange.succeeded and exchange.content:
            found.setdefault(str(exchange.content["paymentId"]), exchange)
    return found


def _crossings(writes: Iterable[Exchange]) -> int:
    """Requests that repeat a key on another side than the one that got its request before."""
    last: dict[str, str] = {}
    crossings = 0
    for exchange in sorted(writes, key=lambda one: one.began):
        if exchange.colour:
            crossings += last.setdefault(exchange.key, exchange.colour) != exchange.colour
            last[exchange.key] = exchange.colour
    return crossings


def _is_handed_over(exchange: Exchange, owners: Mapping[str, str]) -> bool:
    payment = exchange.subject or str((exchange.content or {}).get("paymentId", ""))
    owner = owners.get(payment, "")
    return exchange.succeeded and bool(exchange.colour and owner) and owner != exchange.colour


def _lasting(content: Mapping[str, object]) -> list[object]:
    return [content.get(name) for name in LASTING]
