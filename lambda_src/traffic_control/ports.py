"""The protocols of what the tasks need of AWS. The modules beside it implement them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from traffic_control.settings import Target

Shares = Mapping[str, int]
"""Weights or requests by the ARN of a target group."""
IN_PROGRESS, READY = "IN_PROGRESS", "READY"
"""What Lambda says of an alias whose environments are being initialized, and of one that has them."""


class NotReady(Exception):
    """The rollout must not start: nothing was changed. The message says why, and what to do."""


class NotDone(Exception):
    """A change did not take effect; the task may be retried."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a check function."""

    name: str
    passed: bool
    detail: str


class Balancer(Protocol):
    def weights(self, rules: Sequence[str]) -> Mapping[str, Shares]:
        """Return the weights of each rule that exists, by its ARN."""

    def move(self, rule: str, weights: Shares, sticky_seconds: int | None) -> None:
        """Set the weights of a rule, all in one call."""

    def stickiness(self, rules: Sequence[str]) -> Mapping[str, int | None]:
        """Return for how many seconds callers stick to their colour, by rule; None without stickiness."""

    def unhealthy(self, group: str) -> Sequence[str]:
        """Return why targets of a group are unhealthy, one text a target. Unchecked targets count as healthy."""


class Aliases(Protocol):
    def version(self, function: str, colour: str) -> str:
        """Return the version that an alias names."""

    def point(self, function: str, colour: str, version: str) -> None:
        """Let an alias name a version."""

    def provisioned(self, function: str, colour: str) -> str:
        """Return the status of provisioned concurrency: IN_PROGRESS, READY or FAILED; READY if there is none."""


class Metrics(Protocol):
    def alarms(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return the states of the alarms that exist: OK, ALARM or INSUFFICIENT_DATA."""

    def requests(self, targets: Sequence[Target], since: float, until: float) -> Mapping[str, Shares]:
        """Return requests by target and group between two times in epoch seconds."""


class ControlParameters(Protocol):
    """Parameters of operators, and the rollout's state. Each value is an object with the execution that it is for."""

    def read(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return the values by the names of their parameters."""

    def write(self, name: str, value: Mapping[str, Any]) -> None:
        """Write a value."""


class Checks(Protocol):
    def invoke(self, function: str, payload: Mapping[str, Any]) -> Check:
        """Return a function's result. One that fails to answer has not passed."""
