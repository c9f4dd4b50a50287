"""The state machine that recovers a rollout whose execution was stopped, timed out or failed in the engine.

Step Functions publishes each end of an execution. A rule hands those that are no success to a machine of its own, which
goes back to blue unless the execution had done so. So a rollout never stops half-way in silence.
"""

from __future__ import annotations

import json
from typing import Any

from generator.builders.rollouts.roles import Roles, event_role
from generator.builders.rollouts.settings import RolloutContext, task_settings
from generator.builders.rollouts.state_machine import build_state_machine
from generator.planning.planned_rollout import PlannedRollout
from generator.planning.references import Arn
from generator.planning.rollout_machine import recovery_machine
from generator.stack_plan import Scope, aws, step

BAD_ENDS = ("ABORTED", "FAILED", "TIMED_OUT")


def build_recovery(
    scope: Scope,
    planned: PlannedRollout,
    context: RolloutContext,
    roles: Roles,
    role: Any,
    attached: Any,
    *,
    machine: str,
    log_group_arn: Arn,
) -> None:
    """Build the machine that recovers a rollout, and the rule that starts it. `role` is the rollout's own."""
    recovery = _machine(scope, planned, context, roles, role, attached, log_group_arn)
    starts, allowed = event_role(scope, planned, roles, recovery=recovery.arn)
    _rule(scope, planned, roles, machine=machine, recovery=recovery.arn, starts=starts, allowed=allowed)


@step
def _machine(
    scope: Scope,
    planned: PlannedRollout,
    context: RolloutContext,
    roles: Roles,
    role: Any,
    attached: Any,
    log_group_arn: Arn,
) -> Any:
    return build_state_machine(
        aws.SfnStateMachine.at(scope, f"recovery-{planned.name}"),
        recovery_machine(planned, task_settings(planned, context), function=roles.function, topic=roles.topic),
        name=roles.naming.name("state-machine", f"recovery-{planned.name}"),
        role=role,
        attached=attached,
        log_group_arn=log_group_arn,
    )


def _rule(
    scope: Scope, planned: PlannedRollout, roles: Roles, *, machine: str, recovery: str, starts: Any, allowed: Any
) -> None:
    name = roles.naming.name("event-rule", f"rollout-{planned.name}")
    pattern = {
        "source": ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        "detail": {"stateMachineArn": [machine], "status": list(BAD_ENDS)},
    }
    rule = aws.CloudwatchEventRule(
        scope,
        f"rollout-{planned.name}-ended",
        name=name,
        description=f"Executions of rollout {planned.name} that have ended badly",
        event_pattern=json.dumps(pattern),
        tags={"Name": name},
    )
    aws.CloudwatchEventTarget(
        scope,
        f"rollout-{planned.name}-ended-recovery",
        rule=rule.name,
        target_id="recovery",
        arn=recovery,
        role_arn=starts.arn,
        input_transformer=aws.CloudwatchEventTargetInputTransformer(
            input_paths={"execution": "$.detail.name"}, input_template='{"execution": <execution>}'
        ),
        depends_on=[allowed],
    )
