"""Compute the version of the AWS provider that a spec needs.

Source: the AWS provider's changelog, 6.25.0, "integration_target".
"""

from __future__ import annotations

import re

from generator.spec.model import Environment
from generator.spec.model.account import AwsAccount

Version = tuple[int, int, int]
DIRECT_LINK_SINCE: Version = (6, 25, 0)


def provider_constraint(env: Environment) -> str:
    """Return the version constraint of a spec, narrowed by what its options need."""
    if env.api.vpc_link == "direct":
        return f"{env.provider_version}, >= {'.'.join(map(str, DIRECT_LINK_SINCE))}"
    return env.provider_version


def constraint_of(spec: Environment | AwsAccount) -> str:
    """Return the version constraint of the stack of a spec."""
    return spec.provider_version if isinstance(spec, AwsAccount) else provider_constraint(spec)


def excludes_from(constraint: str, since: Version) -> bool:
    """Return whether a constraint excludes every version from `since` on."""
    return any(_ends_before(part.strip(), since) for part in constraint.split(","))


def _ends_before(part: str, since: Version) -> bool:
    match = re.fullmatch(r"(>=|<=|!=|~>|<|>|=)?\s*v?(\d+(?:\.\d+){0,2})", part)
    if match is None:
        return False
    operator, numbers = match.group(1) or "=", [int(number) for number in match.group(2).split(".")]
    version = _padded(numbers)
    if operator == "~>":
        # `~> 5.100` lets the last number that is given rise.
        raised = [*numbers[:-2], numbers[-2] + 1] if len(numbers) > 1 else [numbers[0] + 1]
        return _padded(raised) <= since
    return (operator in ("=", "<=") and version < since) or (operator == "<" and version <= since)


def _padded(numbers: list[int]) -> Version:
    major, minor, patch = [*numbers, 0, 0][:3]
    return major, minor, patch
