"""The default security group of a VPC, used where none is named, admits nothing."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack

CODE = "C-NET009"
TITLE = "The default security group is closed"
REQUIREMENTS = ("1.3.1", "2.2.1")
SEVERITY: Severity = "medium"
_VPC: Example = {"aws_vpc": {"v": {}}}
GOOD: Example = {"resource": {**_VPC, "aws_default_security_group": {"d": {"vpc_id": "${aws_vpc.v.id}"}}}}
BAD: Example = {"resource": _VPC}


def check(stack: Stack) -> Iterator[Evidence]:
    for vpc in stack.of("aws_vpc"):
        groups = stack.attached("aws_default_security_group", vpc, "vpc_id")
        if not groups:
            yield missing(vpc.address, "its default security group still has the open rules of AWS")
        for group in groups:
            for direction in ("ingress", "egress"):
                yield observe(group, direction, not group.blocks(direction))
    default = {group.address for group in stack.of("aws_default_security_group")}
    for kind in ("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"):
        for rule in stack.of(kind):
            if (group_or_none := stack.follow(rule.get("security_group_id"))) and group_or_none.address in default:
                yield missing(rule.address, "opens the default security group", "security_group_id")
