"""Rules over all specs of a run: what two of them cannot both have, and what one of them must.

Each is a module as those beside; `check` gets all specs in their order, and the position of the one to judge, so that
what two share is found once, at the later one.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any, Protocol

from generator.diagnostics.findings import Finding
from generator.planning.spec_facts import SpecFacts
from generator.rules import Described, at_level
from generator.rules.cross_spec import (
    account_resource_twice,
    certificate_record_shared,
    custom_domain_shared,
    customer_gateway_shared,
    dms_roles_missing,
    log_role_missing,
    networks_overlap,
    quota_exceeded,
    suffix_ends_with_other,
    suffix_shared,
)


class AcrossRule(Described, Protocol):
    """The shape of a rule over all specs."""

    def check(self, position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]: ...


_ACROSS = (
    account_resource_twice,
    certificate_record_shared,
    custom_domain_shared,
    customer_gateway_shared,
    dms_roles_missing,
    log_role_missing,
    networks_overlap,
    quota_exceeded,
    suffix_shared,
    suffix_ends_with_other,
)
ACROSS: tuple[AcrossRule, ...] = tuple(rule for rule in list[Any](_ACROSS))


def cross_spec_findings(specs: Sequence[SpecFacts], first: int = 0, faulty: Container[str] = ()) -> Iterator[Finding]:
    """Return what the rules find in the specs from a position on; those before are only what they are compared with.

    `faulty`: the files that have errors of their own, of which warnings wait.
    """
    for position in range(first, len(specs)):
        for rule in ACROSS:
            for finding in rule.check(position, specs):
                found = at_level(rule, finding)
                if found.level == "error" or specs[position].file not in faulty:
                    yield found
