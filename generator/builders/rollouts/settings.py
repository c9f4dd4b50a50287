"""The settings of a rollout's tasks, from the exports of its stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.builders.functions import FunctionExports
from generator.builders.load_balancer.exports import BalancerExports
from generator.planning.planned_rollout import PlannedRollout
from generator.planning.rollout_settings import References, rollout_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutContext:
    """What the settings of a rollout refer to; `parameters` are the names of its parameters, `key` is that of these."""

    parameters: Mapping[str, str]
    functions: Mapping[str, FunctionExports]
    balancer: BalancerExports
    key: str


def task_settings(planned: PlannedRollout, context: RolloutContext) -> dict[str, Any]:
    """Return what every task of a rollout's state machines is given, as JSON data."""
    functions, balancer = context.functions, context.balancer
    known = References(
        balancer=balancer.alb_suffix,
        rules=balancer.rule_arns,
        groups=balancer.target_group_arns,
        dimensions=balancer.target_group_suffixes,
        functions={name: function.name for name, function in functions.items()},
        checks={name: function.aliases["green"].arn for name, function in functions.items()},
        alarms=dict(zip(planned.guard_addresses(), planned.guard_names(), strict=True)),
        parameters=context.parameters,
        key=context.key,
    )
    return rollout_settings(planned, known)
