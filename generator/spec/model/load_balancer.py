"""The `loadBalancer` section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model.functions import Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    pointer: SpecPath
    arn: str | None
    domain: str
    hosted_zone_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """Times in seconds, thresholds in checks."""

    pointer: SpecPath
    enabled: bool
    path: str
    matcher: str
    interval_seconds: int
    timeout_seconds: int
    healthy_threshold: int
    unhealthy_threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """What stands behind a colour. `function` may be None: see `Target.functions`."""

    pointer: SpecPath
    type: Literal["lambda", "ip"]
    function: str | None
    addresses: tuple[str, ...]
    port: int
    protocol: Literal["HTTPS", "HTTP"]
    drain_seconds: int
    health_check: HealthCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Per cent."""

    pointer: SpecPath
    blue: int
    green: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    pointer: SpecPath
    name: str
    blue: Backend
    green: Backend | None
    weights: Weights
    stickiness_seconds: int | None
    weight_owner: Literal["spec", "external"]

    def backends(self) -> dict[Colour, Backend]:
        """What stands behind each colour that the target has."""
        return {"blue": self.blue} if self.green is None else {"blue": self.blue, "green": self.green}

    def functions(self) -> Mapping[Colour, str]:
        """The function behind each colour; one without a name is that of the target's name."""
        behind = self.backends().items()
        return {colour: backend.function or self.name for colour, backend in behind if backend.type == "lambda"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderCondition:
    pointer: SpecPath
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenerRule:
    pointer: SpecPath
    name: str
    target: str
    paths: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[HeaderCondition, ...]
    priority: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBalancer:
    pointer: SpecPath
    pci_scope: bool
    protocol: Literal["HTTPS", "HTTP"]
    port: int
    tls_policy: str
    certificate: Certificate
    idle_timeout_seconds: int
    access_logs: bool
    connection_logs: bool
    colour_header: str | None
    targets: tuple[Target, ...]
    rules: tuple[ListenerRule, ...]
