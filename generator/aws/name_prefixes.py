"""List the prefixes of resource names with the limits of AWS: a view of the table of resource types.

Three prefixes differ from the resource type because AWS reserves or demands one: security groups must not begin with
`sg-`, SSM parameters not with `ssm`; the log group of a web ACL must begin with `aws-waf-logs-`.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.aws.resource_types import RESOURCE_TYPES, NameRule

# Bucket names are unique world-wide, so the id of the account, which only Terraform knows, is part of them.
ACCOUNT_ID_DIGITS = 12

KINDS: Mapping[str, NameRule] = {
    # Of Terraform's states, not of a resource.
    "tap-stack": NameRule(90),
    "tap-account": NameRule(90),
    **{prefix: rule for row in RESOURCE_TYPES.values() for prefix, rule in row.prefixes.items()},
}
