"""Rules over the spec of an account, one a module, and those of environments that look at what both have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from generator.diagnostics.findings import Finding
from generator.rules import (
    Described,
    at_level,
    bucket_archive_too_short,
    bucket_lifecycle_order,
    bucket_purpose_missing_or_repeated,
    config_rule_parameters,
    landing_bucket_retention,
    security_hub_without_recorder,
    security_standard_retired,
    state_incomplete,
)
from generator.rules.account import deployment_subject_missing, quota_unknown
from generator.spec.model.account import AwsAccount

# These read buckets, audit and state alone, which an account has as an environment has them.
SHARED = (
    bucket_archive_too_short,
    bucket_lifecycle_order,
    bucket_purpose_missing_or_repeated,
    config_rule_parameters,
    landing_bucket_retention,
    security_hub_without_recorder,
    security_standard_retired,
    state_incomplete,
)


class AccountRule(Described, Protocol):
    """The shape of a rule over an account."""

    def check(self, account: AwsAccount) -> Iterator[Finding]: ...


_OWN = (deployment_subject_missing, quota_unknown)
OWN: tuple[AccountRule, ...] = tuple(rule for rule in list[Any](_OWN))


def account_findings(account: AwsAccount) -> Iterator[Finding]:
    """Return what every rule finds in an account, not yet located."""
    for rule in OWN:
        for finding in rule.check(account):
            yield at_level(rule, finding)
    for shared in list[Any](SHARED):
        for finding in shared.check(account):
            yield at_level(shared, finding)
