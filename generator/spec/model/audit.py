"""The `audit` section: CloudTrail, Config, GuardDuty and Security Hub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath

Access = Literal["all", "read", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataEvents:
    """`only` holds names of the spec; empty means all."""

    pointer: SpecPath
    name: str
    of: Literal["buckets", "functions", "tables"]
    only: tuple[str, ...]
    access: Access


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    pointer: SpecPath
    enabled: bool
    multi_region: bool
    management_events: Access
    data_events: tuple[DataEvents, ...]
    insights: tuple[Literal["ApiCallRateInsight", "ApiErrorRateInsight"], ...]
    log_retention_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigParameter:
    pointer: SpecPath
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigRule:
    pointer: SpecPath
    name: str
    identifier: str
    parameters: tuple[ConfigParameter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    pointer: SpecPath
    enabled: bool
    recorder: bool
    rules: tuple[ConfigRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardDuty:
    pointer: SpecPath
    enabled: bool
    publishing_frequency: Literal["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityHub:
    pointer: SpecPath
    enabled: bool
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    pointer: SpecPath
    trail: Trail
    config: Config
    guard_duty: GuardDuty
    security_hub: SecurityHub
