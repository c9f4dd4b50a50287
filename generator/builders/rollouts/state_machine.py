"""A state machine of a rollout: each of its executions is logged whole, and traced."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from generator.planning.references import Arn
from generator.stack_plan import aws


def build_state_machine(
    create: Callable[..., Any],
    definition: Mapping[str, Any],
    *,
    name: str,
    role: Any,
    attached: Any,
    log_group_arn: Arn,
) -> Any:
    """Build a machine from its definition. It waits for `attached`, the policy of its role, which AWS tries out."""
    return create(
        name=name,
        type="STANDARD",
        role_arn=role.arn,
        definition=json.dumps(definition),
        logging_configuration=aws.SfnStateMachineLoggingConfiguration(
            level="ALL", include_execution_data=True, log_destination=f"{log_group_arn}:*"
        ),
        tracing_configuration=aws.SfnStateMachineTracingConfiguration(enabled=True),
        tags={"Name": name},
        depends_on=[attached],
    )
