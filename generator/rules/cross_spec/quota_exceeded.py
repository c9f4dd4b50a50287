"""Quotas are of the account: environments that fit alone may not fit together, and the last apply stops half-way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.aws.quotas import QUOTAS, Quota
from generator.diagnostics.findings import Finding
from generator.planning.spec_facts import USES, SpecFacts

CODE = "QUO001"
LEVEL = "warning"
SUMMARY = "all environments of an account together exceed a quota"
SOURCE = "generator/aws/quotas.py"


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    together = [other for other in specs[: position + 1] if one.shares_account(other)]
    for key, quota in QUOTAS.items():
        limit = _limit(key, quota, [other for other in specs if one.shares_account(other)])
        before = _used(key, quota, together[:-1])
        used = _used(key, quota, together)
        # What one environment uses alone is for the rules of its section.
        if before and before <= limit < used:
            pointer = USES.get(key, one.name_pointer)
            yield one.finding(CODE, pointer, _message(key, quota, limit, used, together))


def _limit(key: str, quota: Quota, specs: Sequence[SpecFacts]) -> int:
    """What the account's spec says, else an environment's, else AWS's default."""
    for kind in ("account", "environment"):
        known_limits = [spec.quotas[key] for spec in specs if spec.kind == kind and key in spec.quotas]
        if known_limits:
            return max(known_limits)
    return quota.default


def _used(key: str, quota: Quota, specs: Sequence[SpecFacts]) -> int:
    used = sum(spec.uses.get(key, 0) for spec in specs)
    return used + quota.reserved_by_aws if used else 0


def _message(key: str, quota: Quota, limit: int, used: int, specs: Sequence[SpecFacts]) -> str:
    parts = [f"{spec.uses[key]} by {spec.file}" for spec in specs if spec.uses.get(key)]
    parts += [f"{quota.reserved_by_aws} that AWS keeps or has made"] if quota.reserved_by_aws else []
    remedy = f"raise it, and say so in 'quotas.{key}' of the account's spec, or " if quota.raisable else ""
    return (
        f"in one account these use {used} {quota.name}, of which it has {limit}: {', '.join(parts)}: {remedy}use less, "
        "or tell the accounts apart by 'account.id'"
    )
