"""Everything in the VPC names its security groups: it would get the default one otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import listed

CODE = "C-NET013"
TITLE = "Everything in the VPC names its security groups"
REQUIREMENTS = ("1.2.5", "1.3.1", "1.3.2")
SEVERITY: Severity = "high"
_GROUP: Example = {"aws_security_group": {"g": {}}}
_ENDPOINT = {"vpc_endpoint_type": "Interface", "security_group_ids": ["${aws_security_group.g.id}"]}
GOOD: Example = {"resource": {**_GROUP, "aws_vpc_endpoint": {"e": _ENDPOINT}}}
BAD: Example = {"resource": {**_GROUP, "aws_vpc_endpoint": {"e": {"vpc_endpoint_type": "Interface"}}}}

PATHS = {
    "aws_db_proxy": "vpc_security_group_ids",
    "aws_db_proxy_endpoint": "vpc_security_group_ids",
    "aws_lambda_function": "vpc_config.security_group_ids",
    "aws_lb": "security_groups",
    "aws_rds_cluster": "vpc_security_group_ids",
    "aws_vpc_endpoint": "security_group_ids",
}


def check(stack: Stack) -> Iterator[Evidence]:
    for resource in stack.of(*PATHS):
        if _has_no_groups(resource):
            continue
        path = PATHS[resource.type]
        groups = [stack.follow(value, "aws_security_group") for value in listed(resource.get(path))]
        known = bool(groups) and None not in groups
        yield observe(resource, path, known, "" if known else "must be security groups of this stack")


def _has_no_groups(resource: Resource) -> bool:
    """Gateway endpoints are entries in route tables."""
    return resource.type == "aws_vpc_endpoint" and resource.get("vpc_endpoint_type", "Gateway") != "Interface"
