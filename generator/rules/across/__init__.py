"""Rules over all specs of a run: what two of them cannot both have, and what one of them must.

Each is a module as those beside; `check` gets all specs in their order, and the position of the one to judge, so that
what two share is found once, at the later one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Protocol

from generator.diagnostics.findings import Finding, Level
from generator.planning.spec_facts import SpecFacts
from generator.rules.across import (
    account_thing_twice,
    certificate_record_shared,
    log_role_missing,
    networks_overlap,
    quota_exceeded,
    suffix_shared,
    suffixes_end_alike,
)


class AcrossRule(Protocol):
    @property
    def CODE(self) -> str: ...

    @property
    def LEVEL(self) -> Level: ...

    @property
    def SUMMARY(self) -> str: ...

    @property
    def SOURCE(self) -> str: ...

    def check(self, position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]: ...


# A rule is registered by its import above, and there alone.
ACROSS: tuple[AcrossRule, ...] = tuple(
    module for module in list(vars().values()) if isinstance(module, ModuleType) and hasattr(module, "CODE")
)


def findings_across(specs: Sequence[SpecFacts], first: int = 0) -> Iterator[Finding]:
    """Return what the rules find in the specs from a position on; those before are only what they are compared with."""
    for position in range(first, len(specs)):
        for rule in ACROSS:
            yield from rule.check(position, specs)
