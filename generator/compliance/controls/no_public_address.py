"""Nothing has a public address but the NAT gateways."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true

CODE = "C-NET007"
TITLE = "Nothing but NAT has a public address"
REQUIREMENTS = ("1.4.2", "1.4.4", "1.4.5")
SEVERITY: Severity = "critical"
GOOD: Example = {"resource": {"aws_lb": {"lb": {"internal": True}}}}
BAD: Example = {"resource": {"aws_lb": {"lb": {"internal": False}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for subnet in stack.of("aws_subnet"):
        for path in ("map_public_ip_on_launch", "assign_ipv6_address_on_creation"):
            yield observe(subnet, path, not is_true(subnet.get(path)), "off where it is unset")
    for balancer in stack.of("aws_lb"):
        yield observe(balancer, "internal", is_true(balancer.get("internal")))
    for instance in stack.of("aws_rds_cluster_instance"):
        public = is_true(instance.get("publicly_accessible"))
        yield observe(instance, "publicly_accessible", not public, "off where it is unset")
    used = {
        address.address
        for nat in stack.of("aws_nat_gateway")
        if (address := stack.follow(nat.get("allocation_id"), "aws_eip"))
    }
    for address in stack.of("aws_eip"):
        if address.address not in used or address.get("instance") or address.get("network_interface"):
            yield missing(address.address, "is a public address of something else than a NAT gateway")
        else:
            yield Evidence(address.address, "domain", address.get("domain"), True, "the address of a NAT gateway")
    for vpc in stack.of("aws_vpc"):
        yield observe(vpc, "assign_generated_ipv6_cidr_block", not is_true(vpc.get("assign_generated_ipv6_cidr_block")))
