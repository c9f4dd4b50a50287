"""The `network` section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Subnets:
    """Address blocks in the order of the zones; None where they are carved from the VPC's."""

    pointer: SpecPath
    public: tuple[str, ...] | None
    private: tuple[str, ...] | None
    database: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPremises:
    pointer: SpecPath
    cidrs: tuple[str, ...]
    transit_gateway_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """`zones` are letters: `a` is us-east-1a in us-east-1."""

    pointer: SpecPath
    cidr: str
    zones: tuple[str, ...]
    subnets: Subnets
    nat: Literal["perZone", "single", "none"]
    interface_endpoints: tuple[
        Literal[
            "cloudwatch-logs",
            "events",
            "execute-api",
            "kms",
            "lambda",
            "monitoring",
            "secretsmanager",
            "sns",
            "sqs",
            "ssm",
            "sts",
            "xray",
        ],
        ...,
    ]
    on_premises: OnPremises | None
    flow_log_retention_days: int
