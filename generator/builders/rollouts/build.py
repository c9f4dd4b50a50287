"""Each rollout: its parameters, its state machine and the one that recovers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.builders.encryption import KeyExports
from generator.builders.functions import FunctionExports
from generator.builders.load_balancer.exports import BalancerExports
from generator.builders.log_group import build_log_group
from generator.builders.rollouts.parameters import build_parameters
from generator.builders.rollouts.recovery import build_recovery
from generator.builders.rollouts.roles import Roles, control_policy, machine_role
from generator.builders.rollouts.settings import RolloutContext, task_settings
from generator.builders.rollouts.state_machine import build_state_machine
from generator.builders.topics import TopicExports
from generator.planning.naming import Naming
from generator.planning.planned_rollout import FUNCTION, PlannedRollout
from generator.planning.references import Account, Arn
from generator.planning.rollout_machine import rollout_machine
from generator.planning.rollout_settings import machine_name
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
    for planned in rollouts:
        _rollout(scope.at(planned.spec), planned, naming, account, keys, topics, functions, balancer)
    if rollouts:
        aws.IamRolePolicy(
            scope,
            "rollouts-control-policy",
            name="rollouts",
            role=functions[FUNCTION].role_name,
            policy=control_policy(
                rollouts, rules=balancer.rule_arns, functions=functions, keys=keys, account=account, naming=naming
            ),
        )


@step
def _rollout(
    scope: Scope,
    planned: PlannedRollout,
    naming: Naming,
    account: Account,
    keys: KeyExports,
    topics: Mapping[str, TopicExports],
    functions: Mapping[str, FunctionExports],
    balancer: BalancerExports,
) -> None:
    parameters = build_parameters(scope, planned, keys=keys)
    context = RolloutContext(parameters=parameters, functions=functions, balancer=balancer, key=keys.secrets)
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
    built = _machine(scope, planned, context, roles, role, attached, arn, log_group_arn)
    build_recovery(scope, planned, context, roles, role, attached, machine=built.arn, log_group_arn=log_group_arn)


@step
def _machine(
    scope: Scope,
    planned: PlannedRollout,
    context: RolloutContext,
    roles: Roles,
    role: Any,
    attached: Any,
    arn: str,
    log_group_arn: Arn,
) -> Any:
    return build_state_machine(
        aws.SfnStateMachine.at(scope, f"rollout-{planned.name}"),
        rollout_machine(
            planned, task_settings(planned, context), function=roles.function, machine=arn, topic=roles.topic
        ),
        name=machine_name(planned),
        role=role,
        attached=attached,
        log_group_arn=log_group_arn,
    )
