"""Describe an id of a finding, as references and SARIF show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generator.diagnostics.findings import reference_anchor


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What an id is about, why it matters, the source of the rule, and whether a finding of it can be waived."""

    code: str
    summary: str
    why: str
    source: str = ""
    waivable: str = "no"
    """`no`, `yes`, or `as a warning`."""

    @property
    def reference(self) -> str:
        return reference_anchor(self.code)


Describe = Callable[[str], RuleInfo]


def undescribed(code: str) -> RuleInfo:
    """Return the description of an id of which nothing is known."""
    return RuleInfo(code, code, code)
