"""Tell whether a policy permits more than before: it allows what nothing allowed, or denies less."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from generator.compliance.policies import Statement, statements
from generator.operations.resource_changes import ResourceChange

# Arguments that hold a policy document.
POLICIES = ("policy", "assume_role_policy", "access_policy")
# Resources that are a permission themselves: to create one widens.
GRANTS = frozenset({"aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_kms_grant", "aws_lambda_permission"})


def widens_permission(change: ResourceChange) -> str:
    """Return in what a change permits more, or an empty text."""
    if change.type in GRANTS and "create" in change.actions and not change.is_destroyed:
        return "permits what nobody could do before"
    for argument in POLICIES:
        before, after = change.before.get(argument), change.after.get(argument)
        if "create" in change.actions and not change.is_destroyed:
            continue  # what is new as a whole has no policy to compare with; its own creation is shown
        if after is None and any(one.name == argument for one in change.arguments):
            return f"{argument} is known only after the apply"
        if isinstance(after, str) and before != after:
            found = _wider(before, after)
            if found:
                return f"{argument}: {found}"
    return ""


def _wider(before: Any, after: str) -> str:
    new, old = statements(after), statements(before) or []
    if new is None:
        return "it cannot be read"
    for statement in new:
        if statement.effect == "Allow" and not any(_covers(one, statement) for one in old):
            return f"{statement.sid} allows {', '.join(statement.actions[:3]) or 'something'} that nothing allowed"
    for statement in old:
        if statement.effect == "Deny" and not any(_covers(one, statement) for one in new):
            return f"{statement.sid} denies less"
    return ""


def _covers(wide: Statement, narrow: Statement) -> bool:
    """Whether one statement says of at least all that the other does, the same under the same conditions."""
    if wide.effect != narrow.effect or _rest(wide) != _rest(narrow):
        return False
    return _all_match(wide.actions, narrow.actions) and _all_match(wide.resources, narrow.resources)


def _rest(statement: Statement) -> Mapping[str, Any]:
    """What has to be equal: principals, conditions, and the forms that mean the contrary."""
    plain = {"Sid", "Effect", "Action", "Resource"}
    return {
        "principals": sorted(statement.principals),
        "conditions": sorted((operator, key, tuple(sorted(values))) for operator, key, values in statement.conditions),
        **{
            key: value
            for key, value in statement.body.items()
            if key not in plain and key not in ("Principal", "Condition")
        },
    }


def _all_match(patterns: list[str], values: list[str]) -> bool:
    return all(any(fnmatchcase(value.lower(), pattern.lower()) for pattern in patterns) for value in values)
