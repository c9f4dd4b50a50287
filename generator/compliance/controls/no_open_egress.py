"""Nothing inside may call the internet: what it needs of AWS it gets through endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.controls.no_open_ingress import judge
from generator.compliance.evidence import Evidence, Example, Severity
from generator.compliance.security_groups import port_rules
from generator.compliance.stack import Stack

CODE = "C-NET002"
TITLE = "Security groups let nothing out to public addresses"
REQUIREMENTS = ("1.2.5", "1.3.2", "1.4.4")
SEVERITY: Severity = "high"
_RULE = {"security_group_id": "${aws_security_group.g.id}", "ip_protocol": "tcp", "from_port": 443, "to_port": 443}
GOOD: Example = {"resource": {"aws_vpc_security_group_egress_rule": {"r": {**_RULE, "prefix_list_id": "pl-1"}}}}
BAD: Example = {"resource": {"aws_vpc_security_group_egress_rule": {"r": {**_RULE, "cidr_ipv4": "0.0.0.0/0"}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for rule in port_rules(stack):
        if rule.direction == "egress":
            yield from judge(rule)
