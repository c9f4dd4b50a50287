"""The roles of rollouts: a machine calls one function and one topic, and the function changes its own rules alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.builders.encryption import KeyExports
from generator.builders.functions import FunctionExports
from generator.builders.policy import assume_role, policy, statement
from generator.planning.naming import Naming
from generator.planning.planned_rollout import PARAMETERS, PlannedRollout
from generator.planning.references import Account, Arn
from generator.stack_plan import Scope, aws

# Step Functions, Logging using CloudWatch Logs: deliveries of logs are no resources that a policy could name.
LOG_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)
TRACES = ("xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments")
# Service authorization reference: these know no resources, but for DescribeAlarms, which returns composite alarms only
# to callers that may describe all (CloudWatch API reference, DescribeAlarms).
LOOKS = (
    "cloudwatch:DescribeAlarms",
    "cloudwatch:GetMetricData",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetHealth",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """What both machines of a rollout call."""

    function: Arn
    topic: Arn
    messaging_key: Arn
    account: Account
    naming: Naming


def machine_role(scope: Scope, planned: PlannedRollout, roles: Roles, *, machine: str) -> tuple[Any, Any]:
    """Build the role of a rollout's machines: call traffic-control, publish, list executions, log. Returns role and
    policy.
    """
    via_sns = {"StringEquals": {"kms:ViaService": f"sns.{roles.account.region}.amazonaws.com"}}
    permissions = policy(
        statement("CallTrafficControl", ["lambda:InvokeFunction"], roles.function),
        statement("Publish", ["sns:Publish"], roles.topic),
        statement("KeyOfTopic", ["kms:Decrypt", "kms:GenerateDataKey"], roles.messaging_key, conditions=via_sns),
        statement("LookWhetherAlone", ["states:ListExecutions"], machine),
        statement("DeliverLogs", LOG_DELIVERY, "*"),
        statement("Trace", TRACES, "*"),
    )
    trust = assume_role("states.amazonaws.com", roles.account.id)
    return _role(scope, f"rollout-{planned.name}", f"What rollout {planned.name} may do", trust, permissions, roles)


def event_role(scope: Scope, planned: PlannedRollout, roles: Roles, *, recovery: str) -> tuple[Any, Any]:
    """Build the role with which EventBridge starts the machine that recovers. Returns role and policy."""
    permissions = policy(statement("StartRecovery", ["states:StartExecution"], recovery))
    trust = assume_role("events.amazonaws.com", roles.account.id)
    description = f"Lets EventBridge recover rollout {planned.name}"
    return _role(scope, f"rollout-{planned.name}-event", description, trust, permissions, roles)


def control_policy(
    rollouts: Sequence[PlannedRollout],
    *,
    rules: Mapping[str, Arn],
    functions: Mapping[str, FunctionExports],
    keys: KeyExports,
    account: Account,
    naming: Naming,
) -> str:
    """Return the policy of traffic-control: change these rules and these aliases, and read what it decides by."""
    parameters = f"arn:aws:ssm:{account.region}:{account.id}:parameter{naming.parameter(PARAMETERS)}"
    states = [f"{parameters}/{planned.name}/state" for planned in rollouts]
    promoted = dict.fromkeys(name for planned in rollouts for name in planned.promotes)
    checks = dict.fromkeys(functions[name].aliases["green"].arn for planned in rollouts for name in planned.spec.checks)
    aliases = [functions[name].arn for name in promoted]
    warmed = dict.fromkeys(functions[name].aliases["blue"].arn for planned in rollouts for name in planned.warmed)
    permissions: list[tuple[str, Sequence[str], Sequence[str]]] = [
        (
            "MoveWeights",
            ["elasticloadbalancing:ModifyRule"],
            [rules[rule.name] for planned in rollouts for rule in planned.rules],
        ),
        ("Look", LOOKS, ["*"]),
        ("Promote", ["lambda:GetAlias", "lambda:UpdateAlias"], aliases),
        ("LookWhetherWarm", ["lambda:GetProvisionedConcurrencyConfig"], list(warmed)),
        ("Ask", ["lambda:InvokeFunction"], list(checks)),
        ("ReadWords", ["ssm:GetParameter"], [f"{parameters}/{planned.name}/*" for planned in rollouts]),
        ("Remember", ["ssm:PutParameter"], states),
    ]
    via_ssm = {"StringEquals": {"kms:ViaService": f"ssm.{account.region}.amazonaws.com"}}
    return policy(
        *(statement(sid, actions, resources) for sid, actions, resources in permissions if resources),
        statement("KeyOfWords", ["kms:Decrypt", "kms:Encrypt"], keys.secrets, conditions=via_ssm),
    )


def _role(
    scope: Scope, qualifier: str, description: str, trust: str, permissions: str, roles: Roles
) -> tuple[Any, Any]:
    name = roles.naming.name("role", qualifier)
    role = aws.IamRole(
        scope,
        f"role-{qualifier}",
        name=name,
        description=description,
        assume_role_policy=trust,
        force_detach_policies=True,
        tags={"Name": name},
    )
    attached = aws.IamRolePolicy(scope, f"role-{qualifier}-policy", name="rollout", role=role.name, policy=permissions)
    return role, attached
