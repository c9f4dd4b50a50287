"""Count the results of a rehearsal, and decide whether it passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from generator.rehearsal.consistency import Traffic, Verdict


@dataclass(slots=True)
class Differences:
    """Rows that were changed, lost or doubled on purpose, and those of them that the comparison named."""

    planted: int = 0
    found: int = 0
    unplanted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalResult:
    """`missing` are payments that on-premises does not have after going back; `not_kept` those of on-premises that
    Aurora does not have, or not as payments, after it was switched off; `unlisted` those that the lists do not have
    once. `left`: payments of on-premises that were looked at and repeated when it was gone."""

    traffic: Traffic
    verdict: Verdict
    missing: Sequence[str]
    not_kept: Sequence[str]
    unlisted: Sequence[str]
    differences: Differences
    left: int = 0
    faults: Mapping[str, int] = field(default_factory=dict)
    rollbacks: int = 0
    seconds: float = 0.0

    def wrong(self) -> dict[str, int]:
        """Return the counts that must be 0, with their descriptions."""
        verdict = self.verdict
        return {
            "doubled": len(verdict.doubled),
            "lost": len(verdict.lost),
            "invisible": len(verdict.invisible),
            "denied": len(verdict.denied),
            "contradicted": len(verdict.contradicted),
            "unresolved": len(verdict.unresolved),
            "not listed once": len(self.unlisted),
            "missing after going back": len(self.missing),
            "not kept in Aurora": len(self.not_kept),
            "differences not found": self.differences.planted - self.differences.found,
            "differences not planted": self.differences.unplanted,
        }

    @property
    def is_good(self) -> bool:
        """Return whether nothing is wrong, though something could have been."""
        traffic = self.traffic
        return not any(self.wrong().values()) and bool(traffic.payments and traffic.crossings and traffic.handed_over)

    def lines(self) -> Iterator[str]:
        """Yield the counts as people read them."""
        traffic = self.traffic
        rows: dict[str, object] = {
            "payments": traffic.payments,
            "requests": f"{traffic.requests}, of them {traffic.reads} looks ({traffic.unavailable} not answered)",
            "retries": traffic.retries,
            "crossings": f"{traffic.crossings} retries on the other side",
            "handed over": traffic.handed_over,
            "refunds": traffic.refunds,
            "unknown": f"{traffic.unknown}, resolved {traffic.resolved}",
            "after on-premises": f"{self.left} of its payments read, their keys repeated",
            "differences": f"{self.differences.planted} planted, {self.differences.found} found",
            "faults": ", ".join(f"{kind} {times}" for kind, times in self.faults.items()) or "none",
            "rollbacks": self.rollbacks,
            **self.wrong(),
        }
        width = max(map(len, rows))
        for name, value in rows.items():
            yield f"{name:<{width}}  {value}"
        for name in ("doubled", "lost", "invisible", "denied", "contradicted", "unresolved"):
            found = getattr(self.verdict, name)
            if found:
                yield f"{name}: {', '.join(found[:5])}{', ...' if len(found) > 5 else ''}"

    def as_data(self) -> dict[str, Any]:
        """Return the counts as JSON data."""
        return {**asdict(self), "wrong": self.wrong(), "good": self.is_good}

    def __str__(self) -> str:
        traffic = self.traffic
        wrong = ", ".join(f"{name} {count}" for name, count in self.wrong().items())
        return (
            f"{traffic.payments} payments, {traffic.retries} retries, {traffic.crossings} crossings, "
            f"{traffic.handed_over} handed over, {traffic.unknown} unknown and {traffic.resolved} resolved, "
            f"{self.differences.planted} differences planted and {self.differences.found} found, "
            f"{self.left} payments of on-premises read and repeated after it; {wrong}"
        )
