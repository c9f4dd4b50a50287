"""No route leads out of the subnets of the database, nor from the internet or the premises into them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, seen
from generator.compliance.stack import Stack
from generator.compliance.topology import database_subnets, route_table, routes_out

CODE = "C-NET005"
TITLE = "No route leads out of the database's subnets"
REQUIREMENTS = ("1.3.2", "1.4.4")
SEVERITY: Severity = "critical"
_TIER = {
    "aws_db_subnet_group": {"g": {"subnet_ids": ["${aws_subnet.a.id}"]}},
    "aws_subnet": {"a": {}},
    "aws_route_table": {"t": {}},
    "aws_route_table_association": {
        "a": {"subnet_id": "${aws_subnet.a.id}", "route_table_id": "${aws_route_table.t.id}"}
    },
}
_ROUTE = {"route_table_id": "${aws_route_table.t.id}", "destination_cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1"}
GOOD: Example = {"resource": _TIER}
BAD: Example = {"resource": {**_TIER, "aws_route": {"r": _ROUTE}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for cluster in stack.of("aws_rds_cluster"):
        group = stack.follow(cluster.get("db_subnet_group_name"), "aws_db_subnet_group")
        yield seen(cluster, "db_subnet_group_name", group is not None, "" if group else "stands in the default subnets")
    for subnet in database_subnets(stack):
        table = route_table(stack, subnet)
        if table is None:
            yield missing(subnet.address, "has no route table of its own, so the VPC's main one counts")
            continue
        out = list(routes_out(stack, table))
        yield Evidence(
            subnet.address, "route table", table.address, not out, "no route but the VPC's own" if not out else ""
        )
        for route in out:
            yield Evidence(route.at.address, route.through, route.destination, False, f"leads out of {subnet.address}")
