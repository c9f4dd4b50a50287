"""What an account has once a region belongs to one stack: AWS refuses the second, or takes it from the first, whose
destroy then leaves the other without it. The account's own stack is the place for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics.findings import Finding, Level
from generator.planning.spec_facts import SpecFacts

CODE = "ACC001"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "two specs claim what an account has once"
SOURCE = "AWS Config, GuardDuty and Security Hub user guides, quotas; API Gateway, Set up CloudWatch logging"


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    for claim, pointer in one.claims.items():
        other = next((other for other in specs[:position] if claim in other.claims and one.shares_account(other)), None)
        if other is not None:
            certain = one.surely_shares_account(other)
            level: Level = "error" if certain else "warning"
            yield one.finding(CODE, pointer, _message(claim, one, other, certain=certain), level)


def _message(claim: str, one: SpecFacts, other: SpecFacts, *, certain: bool) -> str:
    remedy = "leave it to one of them, best to the account's own spec (payinfra new --account)"
    if not certain:
        remedy += ", or tell the accounts apart by 'account.id'"
    return f"{claim} is there once in an account and region, and {other.line(other.claims[claim])} claims it: {remedy}"
