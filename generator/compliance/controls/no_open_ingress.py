"""No security group admits the internet: every rule names a group, a prefix list of AWS, or private addresses."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.addresses import is_private
from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.security_groups import PortRule, port_rules
from generator.compliance.stack import Stack

CODE = "C-NET001"
TITLE = "Security groups admit no public addresses"
REQUIREMENTS = ("1.2.5", "1.3.1", "1.4.2")
SEVERITY: Severity = "critical"
_RULE = {"security_group_id": "${aws_security_group.g.id}", "ip_protocol": "tcp", "from_port": 443, "to_port": 443}
GOOD: Example = {"resource": {"aws_vpc_security_group_ingress_rule": {"r": {**_RULE, "cidr_ipv4": "10.0.0.0/16"}}}}
BAD: Example = {"resource": {"aws_vpc_security_group_ingress_rule": {"r": {**_RULE, "cidr_ipv4": "0.0.0.0/0"}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for rule in port_rules(stack):
        if rule.direction == "ingress":
            yield from judge(rule)


def judge(rule: PortRule) -> Iterator[Evidence]:
    """Evidence about whom a rule is for. Egress is judged alike."""
    path = f"{rule.path}." if rule.path else ""
    for cidr in rule.cidrs:
        name = "cidr_ipv6" if ":" in cidr else "cidr_ipv4"
        ok = is_private(cidr)
        yield Evidence(rule.at.address, path + name, cidr, ok, "" if ok else "is not a private network")
    if rule.peer is not None:
        yield Evidence(rule.at.address, f"{path}referenced_security_group_id", rule.peer.address, True)
    if rule.at.get("prefix_list_id") is not None:
        yield Evidence(rule.at.address, "prefix_list_id", rule.at.get("prefix_list_id"), True)
    if not rule.cidrs and rule.peer is None and rule.at.get("prefix_list_id") is None:
        yield missing(rule.at.address, "names nobody that can be judged")
