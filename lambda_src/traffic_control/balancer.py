"""Read and update listener rules and target groups by the Elastic Load Balancing API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from traffic_control.ports import Shares

RULES_PER_CALL = 20
# The reason of a function's group without health checks.
UNCHECKED = "Target.HealthCheckDisabled"


@dataclass(frozen=True, slots=True)
class ElasticLoadBalancing:
    """Implements ports.Balancer by an elbv2 client."""

    client: Any

    def weights(self, rules: Sequence[str]) -> Mapping[str, Shares]:
        return {
            rule["RuleArn"]: {group["TargetGroupArn"]: group.get("Weight", 0) for group in _groups(rule)}
            for rule in self._rules(rules)
        }

    def stickiness(self, rules: Sequence[str]) -> Mapping[str, int | None]:
        return {rule["RuleArn"]: _sticky_seconds(rule) for rule in self._rules(rules)}

    def move(self, rule: str, weights: Shares, sticky_seconds: int | None) -> None:
        """Writes every weight, 0 as well: one that is left out would be 1."""
        groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in weights.items()]
        stickiness: dict[str, Any] = {"Enabled": sticky_seconds is not None}
        if sticky_seconds is not None:
            stickiness["DurationSeconds"] = sticky_seconds
        forward = {"TargetGroups": groups, "TargetGroupStickinessConfig": stickiness}
        self.client.modify_rule(RuleArn=rule, Actions=[{"Type": "forward", "ForwardConfig": forward}])

    def unhealthy(self, group: str) -> Sequence[str]:
        described = self.client.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        if not described:
            return ["there is no target"]
        faults = ((target["Target"]["Id"], target["TargetHealth"]) for target in described)
        return [
            f"{name} is {health['State']}: {health.get('Reason', '')} {health.get('Description', '')}".rstrip(" :")
            for name, health in faults
            if health["State"] != "healthy" and health.get("Reason") != UNCHECKED
        ]

    def _rules(self, rules: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Yield the rules that exist. A call with one that does not fails as a whole, so then each is
        described alone.
        """
        for first in range(0, len(rules), RULES_PER_CALL):
            some = list(rules[first : first + RULES_PER_CALL])
            try:
                yield from self.client.describe_rules(RuleArns=some)["Rules"]
            except self.client.exceptions.RuleNotFoundException:
                for rule in some:
                    yield from self._rule(rule)

    def _rule(self, rule: str) -> Sequence[Mapping[str, Any]]:
        try:
            found: Sequence[Mapping[str, Any]] = self.client.describe_rules(RuleArns=[rule])["Rules"]
        except self.client.exceptions.RuleNotFoundException:
            return []
        return found


def _groups(rule: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    forwards = [action.get("ForwardConfig", {}) for action in rule["Actions"] if action["Type"] == "forward"]
    return [group for forward in forwards for group in forward.get("TargetGroups", ())]


def _sticky_seconds(rule: Mapping[str, Any]) -> int | None:
    for action in rule["Actions"]:
        stickiness = action.get("ForwardConfig", {}).get("TargetGroupStickinessConfig", {})
        if stickiness.get("Enabled"):
            return int(stickiness["DurationSeconds"])
    return None
