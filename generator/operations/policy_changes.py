"""Detect whether a policy permits more than before: it allows what nothing allowed, or denies less."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from generator.compliance.policies import Statement, statements
from generator.operations.resource_changes import ResourceChange

# Arguments that hold a policy document.
POLICIES = ("policy", "assume_role_policy", "access_policy")
# Resources that are a permission themselves: to create one widens.
GRANTS = frozenset({"aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_kms_grant", "aws_lambda_permission"})


class Widening(NamedTuple):
    """In what a change permits more, and the resources that the new permission is about."""

    reason: str
    resources: tuple[str, ...] = ()


def widened_policy(change: ResourceChange) -> Widening | None:
    """Return in what a change permits more, or None."""
    if change.type in GRANTS and "create" in change.actions and not change.is_destroyed:
        return Widening("permits what nobody could do before")
    if "create" in change.actions and not change.is_destroyed:
        return None  # what is new as a whole has no policy to compare with; its own creation is shown
    return next(filter(None, (_widened(change, argument) for argument in POLICIES)), None)


def _widened(change: ResourceChange, argument: str) -> Widening | None:
    before, after = change.before.get(argument), change.after.get(argument)
    if after is None and any(one.name == argument for one in change.arguments):
        return Widening(f"{argument} is known only after the apply")
    if not isinstance(after, str) or before == after:
        return None
    found = _wider(before, after)
    return Widening(f"{argument}: {found.reason}", found.resources) if found is not None else None


def _wider(before: Any, after: str) -> Widening | None:
    new, old = statements(after), statements(before) or []
    if new is None:
        return Widening("it cannot be read")
    for one in new:
        if one.effect == "Allow" and not any(_covers(other, one) for other in old):
            actions = ", ".join(one.actions[:3]) or "something"
            return Widening(f"{one.sid} allows {actions} that nothing allowed", tuple(one.resources))
    for one in old:
        if one.effect == "Deny" and not any(_covers(other, one) for other in new):
            return Widening(f"{one.sid} denies less", tuple(one.resources))
    return None


def _covers(wide: Statement, narrow: Statement) -> bool:
    """Whether one statement says of at least all that the other does, under no condition that the other lacks."""
    if wide.effect != narrow.effect or _rest(wide) != _rest(narrow) or not _conditions(wide) <= _conditions(narrow):
        return False
    return _all_match(wide.actions, narrow.actions) and _all_match(wide.resources, narrow.resources)


def _conditions(statement: Statement) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(operator, key, tuple(sorted(values))) for operator, key, values in statement.conditions}


def _rest(statement: Statement) -> Mapping[str, Any]:
    """What has to be equal: principals, and the forms that mean the contrary."""
    plain = {"Sid", "Effect", "Action", "Resource", "Principal", "Condition"}
    others = {key: value for key, value in statement.body.items() if key not in plain}
    return {"principals": sorted(statement.principals), **others}


def _all_match(patterns: list[str], values: list[str]) -> bool:
    return all(any(fnmatchcase(value.lower(), pattern.lower()) for pattern in patterns) for value in values)
