"""Functions, proxies, balancers and endpoints are in subnets without a route from the internet."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import listed
from generator.compliance.topology import database_subnets, is_public

CODE = "C-NET008"
TITLE = "Only NAT gateways stand in public subnets"
REQUIREMENTS = ("1.4.2", "1.4.4")
SEVERITY: Severity = "critical"
_SUBNET = {
    "aws_subnet": {"a": {}},
    "aws_internet_gateway": {"g": {}},
    "aws_route_table": {"t": {}},
    "aws_route_table_association": {
        "a": {"subnet_id": "${aws_subnet.a.id}", "route_table_id": "${aws_route_table.t.id}"}
    },
    "aws_lambda_function": {"f": {"vpc_config": {"subnet_ids": ["${aws_subnet.a.id}"]}}},
}
_ROUTE = {"route_table_id": "${aws_route_table.t.id}", "destination_cidr_block": "0.0.0.0/0"}
GOOD: Example = {"resource": {**_SUBNET, "aws_route": {"r": {**_ROUTE, "nat_gateway_id": "${aws_nat_gateway.n.id}"}}}}
BAD: Example = {"resource": {**_SUBNET, "aws_route": {"r": {**_ROUTE, "gateway_id": "${aws_internet_gateway.g.id}"}}}}

PATHS = {
    "aws_db_proxy": "vpc_subnet_ids",
    "aws_db_proxy_endpoint": "vpc_subnet_ids",
    "aws_lambda_function": "vpc_config.subnet_ids",
    "aws_lb": "subnets",
    "aws_vpc_endpoint": "subnet_ids",
}


def check(stack: Stack) -> Iterator[Evidence]:
    public = {subnet.address for subnet in stack.of("aws_subnet") if is_public(stack, subnet)}
    isolated = {subnet.address for subnet in database_subnets(stack)}
    for resource in stack.of(*PATHS):
        path = PATHS[resource.type]
        for value in listed(resource.get(path)):
            subnet = stack.follow(value, "aws_subnet")
            if subnet is None:
                yield missing(resource.address, f"{value} is no subnet of this stack", path)
            elif subnet.address in public:
                yield observe(resource, path, False, "has a way to the internet gateway", observed=subnet.address)
            else:
                # The tier of the database is for the database alone.
                note = "" if subnet.address not in isolated else "is a subnet of the database"
                yield observe(resource, path, subnet.address not in isolated, note, observed=subnet.address)
    for address in sorted(isolated & public):
        yield missing(address, "a database stands in it, and it has a way to the internet gateway")
    for nat in stack.of("aws_nat_gateway"):
        subnet = stack.follow(nat.get("subnet_id"), "aws_subnet")
        is_allowed = subnet is not None and subnet.address in public
        yield observe(nat, "subnet_id", is_allowed, "" if is_allowed else "a NAT gateway needs a public subnet to work")
