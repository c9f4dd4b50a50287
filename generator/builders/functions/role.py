"""The role of a function: its own, with one policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.builders.encryption import KeyExports
from generator.builders.functions.event_queues import EventQueue
from generator.builders.functions.grantable import Grantable
from generator.builders.functions.permissions import role_policy
from generator.builders.policy import trust
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.functions import Function
from generator.stack_plan import Scope, aws, step

# Without a condition on the source: Lambda is not documented to send aws:SourceAccount or aws:SourceArn when it assumes
# an execution role, and a condition that it does not meet makes every function fail. Nobody outside the account can
# name the role: iam:PassRole never crosses accounts.
TRUST = trust("lambda.amazonaws.com")


@step
def build_role(
    scope: Scope,
    function: Function,
    naming: Naming,
    *,
    grantable: Grantable,
    keys: KeyExports,
    log_group: Arn,
    queue: Arn,
    event_queues: Sequence[EventQueue],
) -> tuple[Any, Any]:
    """Role and policy. The function must wait for the policy: Lambda tries the role out when it makes the function."""
    permissions = role_policy(function, grantable, keys, log_group=log_group, queue=queue, event_queues=event_queues)
    name = naming.name("role", f"lambda-{function.name}")
    role = aws.IamRole(
        scope,
        f"role-lambda-{function.name}",
        name=name,
        description=f"What {naming.name('lambda', function.name)} may do",
        assume_role_policy=TRUST,
        force_detach_policies=True,
        tags={"Name": name},
    )
    attached = aws.IamRolePolicy(
        scope, f"role-lambda-{function.name}-policy", name="grants", role=role.name, policy=permissions
    )
    return role, attached
