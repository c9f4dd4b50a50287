"""Functions run in private subnets, so that the database can admit them by security group."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import listed

CODE = "C-FUN001"
TITLE = "Functions run inside the VPC"
REQUIREMENTS = ("1.3.1", "1.3.2", "1.4.4")
SEVERITY: Severity = "high"
_VPC: Example = {"subnet_ids": ["${aws_subnet.a.id}"], "security_group_ids": ["${aws_security_group.g.id}"]}
_NETWORK: Example = {"aws_subnet": {"a": {}}, "aws_security_group": {"g": {}}}
GOOD: Example = {"resource": {**_NETWORK, "aws_lambda_function": {"f": {"vpc_config": _VPC}}}}
BAD: Example = {"resource": {**_NETWORK, "aws_lambda_function": {"f": {}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for function in stack.of("aws_lambda_function"):
        for path, kind in (("subnet_ids", "aws_subnet"), ("security_group_ids", "aws_security_group")):
            found = [stack.follow(value, kind) for value in listed(function.get(f"vpc_config.{path}"))]
            yield observe(function, f"vpc_config.{path}", bool(found) and None not in found)
