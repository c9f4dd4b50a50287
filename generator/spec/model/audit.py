"""The `audit` section: CloudTrail, Config, GuardDuty and Security Hub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import Pointer

Access = Literal["all", "read", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataEvents:
    """`only` holds names of the spec; empty means all."""

    at: Pointer
    name: str
    of: Literal["buckets", "functions", "tables"]
    only: tuple[str, ...]
    access: Access


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    at: Pointer
    enabled: bool
    multi_region: bool
    management_events: Access
    data_events: tuple[DataEvents, ...]
    insights: tuple[Literal["ApiCallRateInsight", "ApiErrorRateInsight"], ...]
    log_retention_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigParameter:
    at: Pointer
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigRule:
    at: Pointer
    name: str
    identifier: str
    parameters: tuple[ConfigParameter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    at: Pointer
    enabled: bool
    recorder: bool
    rules: tuple[ConfigRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardDuty:
    at: Pointer
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
    at: Pointer
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
    at: Pointer
    trail: Trail
    config: Config
    guard_duty: GuardDuty
    security_hub: SecurityHub
