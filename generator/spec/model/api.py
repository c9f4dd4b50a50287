"""The `api` section."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from generator.diagnostics.spec_path import SpecPath

ManagedRules = Literal["ip-reputation", "anonymous-ip", "common", "known-bad-inputs", "sql-injection", "linux"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    pointer: SpecPath
    name: str
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    pointer: SpecPath
    requests_per_second: int
    burst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomDomain:
    pointer: SpecPath
    name: str
    certificate_arn: str
    hosted_zone_id: str | None
    truststore_uri: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Firewall:
    pointer: SpecPath
    requests_per_five_minutes: int
    managed_rules: tuple[ManagedRules, ...]
    count_only: tuple[ManagedRules, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyModel:
    """`schema` is JSON Schema, draft 04."""

    pointer: SpecPath
    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestParameter:
    pointer: SpecPath
    name: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    pointer: SpecPath
    name: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
    path: str
    target: str
    query: tuple[RequestParameter, ...]
    headers: tuple[RequestParameter, ...]
    body: str | None

    def segments(self) -> tuple[str, ...]:
        """The parts of the path: `payments`, `{paymentId}`."""
        return tuple(self.path.split("/")[1:])

    def path_parameters(self) -> tuple[str, ...]:
        """The names in braces, in order."""
        return tuple(re.findall(r"\{(\w+)\}", self.path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    pointer: SpecPath
    endpoint_type: Literal["REGIONAL", "PRIVATE"]
    vpc_endpoint_ids: tuple[str, ...]
    stage_name: str
    vpc_link: Literal["nlb", "direct"]
    authorization: Literal["iam", "apiKey", "iamAndApiKey"]
    api_keys: tuple[ApiKey, ...]
    throttle: Throttle
    daily_quota: int | None
    logging_level: Literal["OFF", "ERROR", "INFO"]
    log_retention_days: int
    account_log_role: bool
    client_certificate: bool
    custom_domain: CustomDomain | None
    firewall: Firewall
    models: tuple[BodyModel, ...]
    routes: tuple[Route, ...]
