"""Describe every id that a finding can have: those of the stages, and those of the rules from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.diagnostics.rule_info import RuleInfo, undescribed
from generator.rules.stage_findings import STAGES

if TYPE_CHECKING:
    from generator.rules import Described, Rule


def rule_infos() -> Iterator[RuleInfo]:
    """Return the description of every id: those of the stages, then those of the rules."""
    from generator.rules import RULES
    from generator.rules.account import OWN
    from generator.rules.cross_spec import ACROSS

    yield from STAGES
    described: list[tuple[Described, str]] = [(rule, _waivable(rule)) for rule in RULES]
    described += [(rule, "no") for rule in (*OWN, *ACROSS)]
    for rule, waivable in sorted(described, key=lambda entry: entry[0].CODE):
        why = " ".join(getattr(rule, "WHY", rule.__doc__ or "").split())
        yield RuleInfo(rule.CODE, rule.SUMMARY, why, rule.SOURCE, waivable)


def _waivable(rule: Rule) -> str:
    from generator.rules import levels_of

    if getattr(rule, "WAIVABLE", False):
        return "yes"
    return "as a warning" if "warning" in levels_of(rule) else "no"


def rule_info(code: str) -> RuleInfo:
    """Return what is known of an id."""
    return next((about for about in rule_infos() if about.code == code), undescribed(code))
