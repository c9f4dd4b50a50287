"""A network ACL limits the database's subnets to its port and to addresses of the VPC, whatever security groups allow.

A database on-premises that this one replicates with is let through by its full address, answers too: a network ACL
knows no state.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.addresses import is_within
from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import listed, number
from generator.compliance.topology import database_subnets, replicates_with

CODE = "C-NET006"
TITLE = "A network ACL guards the database's subnets"
REQUIREMENTS = ("1.2.5", "1.3.1", "1.3.2")
SEVERITY: Severity = "high"


def _example(cidr: str) -> Example:
    rule = {"action": "allow", "protocol": "tcp", "from_port": 5432, "to_port": 5432, "cidr_block": cidr}
    acl = {"vpc_id": "${aws_vpc.v.id}", "subnet_ids": ["${aws_subnet.a.id}"], "ingress": [rule], "egress": []}
    return {
        "resource": {
            "aws_vpc": {"v": {"cidr_block": "10.0.0.0/16"}},
            "aws_subnet": {"a": {}},
            "aws_db_subnet_group": {"g": {"subnet_ids": ["${aws_subnet.a.id}"]}},
            "aws_network_acl": {"n": acl},
        }
    }


GOOD: Example = _example("10.0.1.0/24")
BAD: Example = _example("0.0.0.0/0")


def check(stack: Stack) -> Iterator[Evidence]:
    guarded: dict[str, Resource] = {}
    for acl in stack.of("aws_network_acl"):
        for value in listed(acl.get("subnet_ids")):
            if subnet := stack.follow(value, "aws_subnet"):
                guarded[subnet.address] = acl
    guards: dict[str, Resource] = {}
    for subnet in database_subnets(stack):
        acl_or_none = guarded.get(subnet.address)
        if acl_or_none is None:
            yield missing(subnet.address, "is in no network ACL, so that the default one lets everything through")
            continue
        guards[acl_or_none.address] = acl_or_none
        yield Evidence(subnet.address, "network ACL", acl_or_none.address, True)
    for acl in guards.values():
        yield from _rules(stack, acl)


def _rules(stack: Stack, acl: Resource) -> Iterator[Evidence]:
    vpc = stack.follow(acl.get("vpc_id"), "aws_vpc")
    inside = [str(vpc.get("cidr_block"))] if vpc else []
    ports = {number(cluster.get("port", 5432)) for cluster in stack.of("aws_rds_cluster")} or {5432.0}
    for direction in ("ingress", "egress"):
        for rule in acl.blocks(direction):
            if rule.get("action") != "allow":
                continue
            cidr = str(rule.get("cidr_block") or rule.get("ipv6_cidr_block"))
            path = f"{direction}[{rule.get('rule_no', '')}]"
            first, last = number(rule.get("from_port")), number(rule.get("to_port"))
            # Answers go back to the callers' ephemeral ports.
            fits = (first == last and first in ports) if direction == "ingress" else (first or 0) >= 1024
            tcp = str(rule.get("protocol")) in ("tcp", "6")
            observed = f"{rule.get('protocol')} {rule.get('from_port')}-{rule.get('to_port')} {cidr}"
            replica = replicates_with(stack, cidr) and (first or 0) >= 1024
            ok = tcp and (replica or (is_within(cidr, inside) and fits))
            yield Evidence(acl.address, path, observed, ok, "" if ok else "must be the database's port, within the VPC")
