"""Compute the settings that a state machine passes to traffic-control with every task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.planning.naming import Naming
from generator.planning.planned_rollout import CONTROLS, MAX_POLL_SECONDS, METRIC_SECONDS, PARAMETERS, PlannedRollout
from generator.spec.model.functions import COLOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What exists in AWS, by its name in the spec: rules and checks by ARN; groups by target and colour, by ARN and by
    what CloudWatch calls them; `key` is that of the parameters."""

    balancer: str
    rules: Mapping[str, str]
    groups: Mapping[tuple[str, str], str]
    dimensions: Mapping[tuple[str, str], str]
    functions: Mapping[str, str]
    checks: Mapping[str, str]
    alarms: Mapping[str, str]
    parameters: Mapping[str, str]
    key: str


def rollout_settings(planned: PlannedRollout, references: References) -> dict[str, Any]:
    """Return the settings as JSON data."""
    spec = planned.spec
    return {
        "rollout": planned.name,
        "rules": [{"arn": references.rules[rule.name], "target": rule.target} for rule in planned.rules],
        "targets": [
            {
                "name": target.name,
                "groups": {colour: references.groups[target.name, colour] for colour in COLOURS},
                "dimensions": {colour: references.dimensions[target.name, colour] for colour in COLOURS},
                "sticky": target.stickiness_seconds is not None,
            }
            for target in planned.targets
        ],
        "balancer": references.balancer,
        "functions": [references.functions[name] for name in planned.promotes],
        "warmed": [references.functions[name] for name in planned.warmed],
        "guards": [references.alarms[address] for address in planned.guard_addresses()],
        "checks": [references.checks[name] for name in spec.checks],
        "parameters": dict(references.parameters),
        "key": references.key,
        "minimumRequests": spec.minimum_requests,
        "onAlarm": spec.on_alarm,
        "bakeSeconds": planned.bake_seconds,
        "pollSeconds": planned.poll_seconds,
        "longestPollSeconds": MAX_POLL_SECONDS,
        "waitSeconds": planned.wait_seconds,
        "metricSeconds": METRIC_SECONDS,
    }


def parameter_name(planned: PlannedRollout, control: str) -> str:
    """Return the name of the parameter that holds a control of a rollout: abort, pause or approve."""
    return Naming(planned.environment).parameter(f"{PARAMETERS}/{planned.name}/{control}")


def machine_name(planned: PlannedRollout) -> str:
    """Return the name of a rollout's state machine."""
    return Naming(planned.environment).name("state-machine", f"rollout-{planned.name}")


def expected_references(planned: PlannedRollout) -> References:
    """Return references as they are known offline: names as they will be, and for the rest what it is for."""
    naming = Naming(planned.environment)
    groups: dict[tuple[str, str], str] = {
        (target.name, colour): f"arn:{target.name}:{colour}" for target in planned.targets for colour in COLOURS
    }
    return References(
        balancer="balancer",
        rules={rule.name: f"arn:{rule.name}" for rule in planned.rules},
        groups=groups,
        dimensions=groups,
        functions={name: naming.name("lambda", name) for name in planned.promotes},
        checks={name: f"arn:{name}" for name in planned.spec.checks},
        alarms=dict(zip(planned.guard_addresses(), planned.guard_names(), strict=True)),
        parameters={control: parameter_name(planned, control) for control in CONTROLS},
        key="arn:key",
    )
