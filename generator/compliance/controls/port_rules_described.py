"""Every rule of a security group opens one port of one protocol, and has a description."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.security_groups import port_rules
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import number

CODE = "C-NET003"
TITLE = "Every rule names one port and its purpose"
REQUIREMENTS = ("1.2.5", "1.2.6")
SEVERITY: Severity = "high"
_RULE = {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "description": "HTTPS", "cidr_ipv4": "10.0.0.0/8"}
GOOD: Example = {"resource": {"aws_vpc_security_group_ingress_rule": {"r": _RULE}}}
BAD: Example = {"resource": {"aws_vpc_security_group_ingress_rule": {"r": {**_RULE, "ip_protocol": "-1"}}}}

# Ports of services that send what they carry in the clear, or manage machines: none belongs here.
INSECURE = {20, 21, 22, 23, 25, 80, 110, 143, 389, 445, 3389}


def check(stack: Stack) -> Iterator[Evidence]:
    for rule in port_rules(stack):
        first, last = map(number, rule.ports)
        one_port = rule.protocol in ("tcp", "udp", "6", "17") and first is not None and first == last
        secure = first not in INSECURE
        path = f"{rule.path}." if rule.path else ""
        observed = f"{rule.protocol} {rule.ports[0]}-{rule.ports[1]}"
        note = "" if one_port and secure else "must open one port of a secure service"
        yield Evidence(rule.at.address, f"{path}from_port", observed, one_port and secure, note)
        described = bool(rule.description.strip())
        yield Evidence(
            rule.at.address, f"{path}description", rule.description, described, "" if described else "says no purpose"
        )
    for group in stack.of("aws_security_group"):
        described = group.get("description") not in (None, "", "Managed by Terraform")
        yield observe(group, "description", described, "" if described else "says no purpose")
