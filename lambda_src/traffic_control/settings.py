"""Parse a rollout's settings from the event of its state machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A listener rule whose weights are shifted, and its target."""

    arn: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target's groups by colour: ARN and CloudWatch dimension. `sticky`: callers stick to one."""

    name: str
    groups: Mapping[str, str]
    dimensions: Mapping[str, str]
    sticky: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutSettings:
    """The settings of one rollout. `functions` are those whose blue alias is promoted, `warmed` those of them whose
    blue has provisioned concurrency; `parameters` are names by purpose, `key` is their KMS key.
    """

    rollout: str
    rules: Sequence[Rule]
    targets: Sequence[Target]
    balancer: str
    functions: Sequence[str]
    warmed: Sequence[str]
    guards: Sequence[str]
    checks: Sequence[str]
    parameters: Mapping[str, str]
    key: str | None
    minimum_requests: int
    pauses_on_alarm: bool
    bake_seconds: int
    poll_seconds: int
    longest_poll_seconds: int
    wait_seconds: int
    metric_seconds: int

    @classmethod
    def from_event(cls, given: Mapping[str, Any]) -> RolloutSettings:
        """Parse the settings. Raises KeyError for what is missing."""
        return cls(
            rollout=given["rollout"],
            rules=[Rule(arn=rule["arn"], target=rule["target"]) for rule in given["rules"]],
            targets=[_target(target) for target in given["targets"]],
            balancer=given["balancer"],
            functions=given["functions"],
            # An execution that began before a deployment added these keys goes on without them.
            warmed=given.get("warmed", ()),
            key=given.get("key"),
            guards=given["guards"],
            checks=given["checks"],
            parameters=given["parameters"],
            minimum_requests=given["minimumRequests"],
            pauses_on_alarm=given["onAlarm"] == "pause",
            bake_seconds=given["bakeSeconds"],
            poll_seconds=given["pollSeconds"],
            longest_poll_seconds=given["longestPollSeconds"],
            wait_seconds=given["waitSeconds"],
            metric_seconds=given["metricSeconds"],
        )

    def target_of(self, rule: Rule) -> Target:
        """Return the target of a rule."""
        return next(target for target in self.targets if target.name == rule.target)


def _target(given: Mapping[str, Any]) -> Target:
    return Target(
        name=given["name"], groups=given["groups"], dimensions=given["dimensions"], sticky=bool(given["sticky"])
    )
