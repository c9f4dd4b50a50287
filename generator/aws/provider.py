"""Compute the version of the AWS provider that a spec needs.

Source: the AWS provider's changelog, 6.25.0, "integration_target".
"""

from __future__ import annotations

from generator.aws.version_constraints import Version, allowed_range, malformed_part
from generator.spec.model import Environment
from generator.spec.model.account import AwsAccount

DIRECT_LINK_SINCE: Version = (6, 25, 0)
# The bindings are of the first; what the next major version renames is not known.
NEEDED: Version = (5, 100, 0)
TESTED_BELOW: Version = (7, 0, 0)


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
    return malformed_part(constraint) is None and allowed_range(constraint)[1] <= since
