"""One rollout after the other: its words, its machine and the machine that recovers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.builders.encryption import KeyExports
from generator.builders.functions import FunctionExports
from generator.builders.load_balancer.exports import BalancerExports
from generator.builders.log_group import build_log_group
from generator.builders.rollouts.recovery import build_recovery
from generator.builders.rollouts.roles import Roles, control_policy, machine_role
from generator.builders.rollouts.state_machine import build_state_machine
from generator.builders.rollouts.words import build_words
from generator.builders.topics import TopicExports
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.planning.rollout_machine import rollout_machine
from generator.planning.rollout_settings import References, machine_name, rollout_settings
from generator.planning.rollouts import FUNCTION, PlannedRollout
from generator.stack_plan import Scope, aws, step


@step
def build_rollouts(
    scope: Scope,
    rollouts: Sequence[PlannedRollout],
    naming: Naming,
    *,
    account: Account,
    keys: KeyExports,
    topics: Mapping[str, TopicExports],
    functions: Mapping[str, FunctionExports],
    balancer: BalancerExports,
) -> None:
    """Build every rollout, and give traffic-control the rights that they need together."""
    every: list[dict[str, Any]] = []
    for planned in rollouts:
        inner = scope.at(planned.spec)
        words = build_words(inner, planned, keys=keys)
        settings = rollout_settings(planned, _references(planned, words, functions, balancer, keys))
        every.append(settings)
        _machines(inner, planned, settings, naming, account, keys, topics, functions)
    if every:
        aws.IamRolePolicy(
            scope,
            "rollouts-control-policy",
            name="rollouts",
            role=functions[FUNCTION].role_name,
            policy=control_policy(rollouts, every, functions=functions, keys=keys, account=account, naming=naming),
        )


def _references(
    planned: PlannedRollout,
    words: Mapping[str, str],
    functions: Mapping[str, FunctionExports],
    balancer: BalancerExports,
    keys: KeyExports,
) -> References:
    return References(
        balancer=balancer.alb_suffix,
        rules=balancer.rule_arns,
        groups=balancer.target_group_arns,
        dimensions=balancer.target_group_suffixes,
        functions={name: function.name for name, function in functions.items()},
        checks={name: function.aliases["green"].arn for name, function in functions.items()},
        alarms=dict(zip(planned.guard_addresses(), planned.guard_names(), strict=True)),
        words=words,
        key=keys.secrets,
    )


def _machines(
    scope: Scope,
    planned: PlannedRollout,
    settings: Mapping[str, Any],
    naming: Naming,
    account: Account,
    keys: KeyExports,
    topics: Mapping[str, TopicExports],
    functions: Mapping[str, FunctionExports],
) -> None:
    name = machine_name(planned)
    arn = f"arn:aws:states:{account.region}:{account.id}:stateMachine:{name}"
    _, log_group_arn = build_log_group(
        scope,
        f"log-group-rollout-{planned.name}",
        f"/aws/vendedlogs/states/{name}",
        key=keys.logs,
        retention_days=planned.spec.log_retention_days,
    )
    function, topic = functions[FUNCTION].aliases["blue"].arn, topics[planned.spec.topic].arn
    roles = Roles(function=function, topic=topic, messaging_key=keys.messaging, account=account, naming=naming)
    role, attached = machine_role(scope, planned, roles, machine=arn)
    definition = rollout_machine(planned, settings, function=function, machine=arn, topic=topic)
    built = build_state_machine(
        scope,
        f"rollout-{planned.name}",
        definition,
        name=name,
        role=role,
        attached=attached,
        log_group_arn=log_group_arn,
    )
    build_recovery(scope, planned, settings, roles, role, attached, machine=built.arn, log_group_arn=log_group_arn)
