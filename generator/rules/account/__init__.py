"""Rules over the spec of an account, one a module, and those of environments that look at what both have."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any, Protocol, cast

from generator.diagnostics.findings import Finding, Level
from generator.rules import (
    bucket_archive_too_short,
    bucket_lifecycle_order,
    bucket_purpose_not_once,
    config_rule_parameters,
    landing_bucket_kept_long,
    security_hub_without_recorder,
    security_standard_retired,
    state_incomplete,
)
from generator.rules.account import deployment_subject_missing, quota_unknown
from generator.spec.model import Environment
from generator.spec.model.account import AwsAccount

# These read buckets, audit and state alone, which an account has as an environment has them.
SHARED = (
    bucket_archive_too_short,
    bucket_lifecycle_order,
    bucket_purpose_not_once,
    config_rule_parameters,
    landing_bucket_kept_long,
    security_hub_without_recorder,
    security_standard_retired,
    state_incomplete,
)


class AccountRule(Protocol):
    @property
    def CODE(self) -> str: ...

    @property
    def LEVEL(self) -> Level: ...

    @property
    def SUMMARY(self) -> str: ...

    @property
    def SOURCE(self) -> str: ...

    def check(self, account: AwsAccount) -> Iterator[Finding]: ...


OWN: tuple[AccountRule, ...] = (deployment_subject_missing, quota_unknown)


def account_findings(account: AwsAccount) -> Iterator[Finding]:
    """Return what every rule finds in an account, not yet located."""
    for rule in OWN:
        yield from rule.check(account)
    for shared in SHARED:
        yield from _at_level(shared, shared.check(cast(Environment, account)))


def _at_level(rule: ModuleType, found: Iterator[Finding]) -> Iterator[Finding]:
    from generator.rules import at_level

    shared: Any = rule
    return (at_level(shared, finding) for finding in found)
