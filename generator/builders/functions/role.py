"""The roles of the functions: one each, created before the network and destroyed after it.

Lambda deletes the network interfaces of a function with the permissions of its role, some time after the function went.
So what it needs for that is a policy of its own that refers to nothing, and the subnets and the security group wait for
it: on destroy they go first. Source: Lambda developer guide, "Giving Lambda functions access to resources in a VPC".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.aws.grants import DENIED_IN_CODE, INTERFACES
from generator.builders.encryption import KeyExports
from generator.builders.functions.event_queues import EventQueue
from generator.builders.functions.grant_targets import GrantTargets, function_arn
from generator.builders.functions.permissions import role_policy, unscoped
from generator.builders.policy import policy, statement, trust
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.functions import Function
from generator.stack_plan import Scope, aws, step

# Without a condition on the source: Lambda is not documented to send aws:SourceAccount or aws:SourceArn when it assumes
# an execution role, and a condition that it does not meet makes every function fail. Nobody outside the account can
# name the role: iam:PassRole never crosses accounts.
TRUST = trust("lambda.amazonaws.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRole:
    """`interfaces` is the policy for which the network waits."""

    role: Any
    interfaces: Any


def build_roles(
    scope: Scope, functions: Sequence[Function], naming: Naming, *, account: Account
) -> Mapping[str, FunctionRole]:
    """Build the role of every function, with the permission for its network interfaces; by the name in the spec."""
    return {function.name: _role(scope.at(function), function, naming, account) for function in functions}


@step
def attach_policy(
    scope: Scope,
    function: Function,
    role: FunctionRole,
    *,
    grant_targets: GrantTargets,
    keys: KeyExports,
    log_group: Arn,
    queue: Arn,
    event_queues: Sequence[EventQueue],
) -> Any:
    """Grant what the spec says. The function must wait for it: Lambda tries the role out when it makes the function."""
    permissions = role_policy(
        function, grant_targets, keys, log_group=log_group, queue=queue, event_queues=event_queues
    )
    return aws.IamRolePolicy(
        scope, f"role-lambda-{function.name}-policy", name="grants", role=role.role.name, policy=permissions
    )


@step
def _role(scope: Scope, function: Function, naming: Naming, account: Account) -> FunctionRole:
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
    interfaces = aws.IamRolePolicy(
        scope,
        f"role-lambda-{function.name}-interfaces",
        name="interfaces",
        role=role.name,
        policy=policy(*unscoped(INTERFACES, account), _deny_in_code(function, naming, account)),
    )
    return FunctionRole(role=role, interfaces=interfaces)


def _deny_in_code(function: Function, naming: Naming, account: Account) -> dict[str, Any]:
    own = {"ArnEquals": {"lambda:SourceFunctionArn": function_arn(function.name, account, naming)}}
    return statement("NeverInCode", DENIED_IN_CODE, "*", effect="Deny", conditions=own)
