"""What a state machine tells traffic-control of its rollout, read once from the event and typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A listener rule whose weights are moved; `sticky` where callers stay on their colour."""

    arn: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Both target groups of a target: ARN, and what CloudWatch calls it, by colour. `sticky`: callers stay on one."""

    name: str
    groups: Mapping[str, str]
    dimensions: Mapping[str, str]
    sticky: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutSettings:
    """One rollout. `functions` are those whose blue alias is promoted, `warmed` those of them whose blue keeps
    environments initialized; `parameters` by what people say there, `key` their KMS key."""

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
        """Raises KeyError for what is missing."""
        return cls(
            rollout=given["rollout"],
            rules=[Rule(arn=rule["arn"], target=rule["target"]) for rule in given["rules"]],
            targets=[_target(target) for target in given["targets"]],
            balancer=given["balancer"],
            functions=given["functions"],
            # An execution that began before an apply brought these words goes on without them.
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
        """The target to whose groups a rule leads."""
        return next(target for target in self.targets if target.name == rule.target)


def _target(given: Mapping[str, Any]) -> Target:
    return Target(
        name=given["name"], groups=given["groups"], dimensions=given["dimensions"], sticky=bool(given["sticky"])
    )
