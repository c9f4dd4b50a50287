"""What a state machine hands to traffic-control with every task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.builders.functions import FunctionExports
from generator.builders.load_balancer.exports import BalancerExports
from generator.builders.monitoring import MonitoringExports
from generator.planning.rollouts import LONGEST_POLL, METRIC_SECONDS, PlannedRollout
from generator.spec.model.functions import COLOURS
from generator.spec.model.load_balancer import Target


def settings_of(
    planned: PlannedRollout,
    words: Mapping[str, str],
    *,
    functions: Mapping[str, FunctionExports],
    balancer: BalancerExports,
    monitoring: MonitoringExports,
) -> dict[str, Any]:
    """Return the settings as JSON data. `words` are the names of the parameters by what people say there."""
    spec = planned.spec
    return {
        "rollout": planned.name,
        "rules": [{"arn": balancer.rule_arns[rule.name], "target": rule.target} for rule in planned.rules],
        "targets": [_target(target, balancer) for target in planned.targets],
        "balancer": balancer.alb_suffix,
        "functions": [functions[name].name for name in planned.promotes],
        "guards": [monitoring.alarm_names[address] for address in planned.guard_addresses()],
        "checks": [functions[name].aliases["green"].arn for name in spec.checks],
        "parameters": dict(words),
        "minimumRequests": spec.minimum_requests,
        "onAlarm": spec.on_alarm,
        "bakeSeconds": planned.bake_seconds,
        "pollSeconds": planned.poll_seconds,
        "longestPollSeconds": LONGEST_POLL,
        "waitSeconds": planned.wait_seconds,
        "metricSeconds": METRIC_SECONDS,
    }


def _target(target: Target, balancer: BalancerExports) -> dict[str, Any]:
    return {
        "name": target.name,
        "groups": {colour: balancer.target_group_arns[target.name, colour] for colour in COLOURS},
        "dimensions": {colour: balancer.target_group_suffixes[target.name, colour] for colour in COLOURS},
        "sticky": target.stickiness_seconds is not None,
    }
