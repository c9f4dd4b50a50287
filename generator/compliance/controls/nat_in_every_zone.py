"""Where NAT is used, each zone has its own gateway: one for all would take the others down with its zone."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.topology import route_table, routes_out

CODE = "C-AVL002"
TITLE = "Each zone leaves through its own NAT gateway"
REQUIREMENTS = ("2.2.1",)
SEVERITY: Severity = "low"


def _example(zone: str) -> Example:
    subnets = {"private": {"availability_zone": "us-east-1a"}, "public": {"availability_zone": zone}}
    table = "${aws_route_table.t.id}"
    return {
        "resource": {
            "aws_subnet": subnets,
            "aws_route_table": {"t": {}},
            "aws_route_table_association": {"a": {"subnet_id": "${aws_subnet.private.id}", "route_table_id": table}},
            "aws_nat_gateway": {"n": {"subnet_id": "${aws_subnet.public.id}"}},
            "aws_route": {"r": {"route_table_id": table, "nat_gateway_id": "${aws_nat_gateway.n.id}"}},
        }
    }


GOOD: Example = _example("us-east-1a")
BAD: Example = _example("us-east-1b")


def check(stack: Stack) -> Iterator[Evidence]:
    for subnet in stack.of("aws_subnet"):
        table = route_table(stack, subnet)
        for route in routes_out(stack, table) if table else ():
            if route.target is not None and route.target.type == "aws_nat_gateway":
                home = stack.follow(route.target.get("subnet_id"), "aws_subnet")
                zone = home.get("availability_zone") if home else None
                ok = zone == subnet.get("availability_zone")
                note = "" if ok else f"{subnet.address} leaves through zone {zone}"
                yield observe(route.at, route.through, ok, note)
