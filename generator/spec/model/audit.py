"""CloudTrail, and the detective services of which an account may hold one only.

Generated from schemas/audit.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record

Access = Literal["all", "read", "write"]

Callers = Literal["all", "identities"]


class DataEvents(Record):
    """One selection."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    of: Literal["buckets", "functions", "tables"]
    """The kind of resource."""
    include: tuple[str, ...]
    """Names of this spec. Empty means every one of the kind."""
    access: Access
    """Whether reads, writes or both are recorded. Invoking a function is a write."""
    event_names: tuple[str, ...]
    """The calls to record. Empty records every one."""
    callers: Callers
    """all, or identities: whoever has an ARN, which are people and roles. A call that an AWS service makes by
    itself, as the balancer does for every request, has none.
    """


class Trail(Record):
    """The trail that records who did what. It goes to the audit bucket, sealed and encrypted, and to CloudWatch
    Logs.
    """

    pointer: SpecPath
    enabled: bool
    """False leaves the trail out, as where the organization has one for all accounts."""
    multi_region: bool
    """True records what happens in every region, false in this one only."""
    management_events: Access
    """Which calls that manage resources are recorded."""
    data_events: tuple[DataEvents, ...]
    """Which calls that read or write what the resources hold are recorded; AWS charges for each."""
    insights: tuple[Literal["ApiCallRateInsight", "ApiErrorRateInsight"], ...]
    """Unusual activity that CloudTrail looks for; AWS charges for each event it analyses."""
    log_retention_days: int
    """Days that CloudWatch keeps a log. Only the values that CloudWatch Logs knows; 400 serves twelve months of
    audit trail.
    """


class ConfigParameter(Record):
    """One parameter."""

    pointer: SpecPath
    name: str
    """The parameter as AWS writes it."""
    value: str
    """Its value, as a text."""


class ConfigRule(Record):
    """One rule."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    identifier: str
    """The identifier in AWS's list of managed rules."""
    parameters: tuple[ConfigParameter, ...]
    """Parameters of the rule."""


class Config(Record):
    """AWS Config: which resources drift from the rules. Off by default: an account has one recorder a region."""

    pointer: SpecPath
    enabled: bool
    """True makes the rules."""
    recorder: bool
    """True makes the account's recorder and delivery channel too; false uses those that are there."""
    rules: tuple[ConfigRule, ...]
    """Rules that AWS manages."""


class GuardDuty(Record):
    """GuardDuty: signs of intrusion. Off by default: an account has one detector a region."""

    pointer: SpecPath
    enabled: bool
    """True makes the detector."""
    publishing_frequency: Literal["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"]
    """How often a finding that goes on is told again."""
    features: tuple[
        Literal[
            "S3_DATA_EVENTS",
            "LAMBDA_NETWORK_LOGS",
            "RDS_LOGIN_EVENTS",
            "EBS_MALWARE_PROTECTION",
            "EKS_AUDIT_LOGS",
            "RUNTIME_MONITORING",
        ],
        ...,
    ]
    """What GuardDuty watches besides trails, flow logs and DNS."""


class SecurityHub(Record):
    """Security Hub: the findings of all services, measured against standards. Off by default: an account has one a
    region.
    """

    pointer: SpecPath
    enabled: bool
    """True turns it on."""
    standards: tuple[
        Literal[
            "pci-dss/v/3.2.1",
            "pci-dss/v/4.0.1",
            "aws-foundational-security-best-practices/v/1.0.0",
            "cis-aws-foundations-benchmark/v/1.4.0",
            "cis-aws-foundations-benchmark/v/3.0.0",
        ],
        ...,
    ]
    """The standards to measure against."""


class Audit(Record):
    """CloudTrail, and the detective services of which an account may hold one only."""

    pointer: SpecPath
    trail: Trail
    """The trail that records who did what. It goes to the audit bucket, sealed and encrypted, and to CloudWatch
    Logs.
    """
    config: Config
    """AWS Config: which resources drift from the rules. Off by default: an account has one recorder a region."""
    guard_duty: GuardDuty
    """GuardDuty: signs of intrusion. Off by default: an account has one detector a region."""
    security_hub: SecurityHub
    """Security Hub: the findings of all services, measured against standards. Off by default: an account has one a
    region.
    """
