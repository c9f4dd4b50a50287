"""What traffic-control needs of the world, as the domain sees it. The edges beside it fulfil it with AWS."""

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
    """A rollout that must not start: nothing was changed. The message says why, and what to do."""


class NotDone(Exception):
    """What was asked for did not come about; whoever asked may ask again."""


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of a function that was asked whether a rollout may go on."""

    name: str
    passed: bool
    detail: str


class Balancer(Protocol):
    def weights(self, rules: Sequence[str]) -> Mapping[str, Shares]:
        """The weights of each rule that exists, by its ARN."""

    def move(self, rule: str, weights: Shares, sticky_seconds: int | None) -> None:
        """Set the weights of a rule, all in one call."""

    def stickiness(self, rules: Sequence[str]) -> Mapping[str, int | None]:
        """For how many seconds callers stay on their colour, by rule."""

    def unhealthy(self, group: str) -> Sequence[str]:
        """What is wrong with the targets of a group, one text a target. Unchecked targets count as well."""


class Aliases(Protocol):
    def version(self, function: str, colour: str) -> str:
        """The version that an alias names."""

    def point(self, function: str, colour: str, version: str) -> None:
        """Let an alias name a version."""

    def provisioned(self, function: str, colour: str) -> str:
        """The status of an alias's provisioned concurrency: IN_PROGRESS, READY or FAILED; READY where there is none."""


class Metrics(Protocol):
    def alarms(self, names: Sequence[str]) -> Mapping[str, str]:
        """The states of those alarms that exist: OK, ALARM or INSUFFICIENT_DATA."""

    def requests(self, targets: Sequence[Target], since: float, until: float) -> Mapping[str, Shares]:
        """Requests by target and group between two times."""


class ControlParameters(Protocol):
    """What people have said, and what is remembered. A word is an object with the execution that it is for."""

    def read(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """The words by the names of their parameters."""

    def write(self, name: str, word: Mapping[str, Any]) -> None:
        """Remember a word."""


class Checks(Protocol):
    def ask(self, function: str, question: Mapping[str, Any]) -> Check:
        """What a function says. One that fails to answer has not passed."""
