"""No route leads out of the subnets of the database, nor from the internet or the premises into them.

Except for one kind: while the database replicates with one on-premises, routes to that one's address lead there.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.topology import Route, database_subnets, replicates_with, route_table, routes_out

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
        yield observe(
            cluster, "db_subnet_group_name", group is not None, "" if group else "stands in the default subnets"
        )
    for subnet in database_subnets(stack):
        table = route_table(stack, subnet)
        if table is None:
            yield missing(subnet.address, "has no route table of its own, so the VPC's main one counts")
            continue
        every = list(routes_out(stack, table))
        out = [route for route in every if not _to_replica(stack, route)]
        yield Evidence(
            subnet.address, "route table", table.address, not out, "no route but the VPC's own" if not out else ""
        )
        for route in every:
            why = f"leads out of {subnet.address}" if route in out else "to the database that replicates with this one"
            yield Evidence(route.at.address, route.through, route.destination, route not in out, why)


def _to_replica(stack: Stack, route: Route) -> bool:
    """Whether a route leads to one host on-premises with which the database replicates, by the way to the premises."""
    gateway = route.target.type if route.target else str(route.at.get(route.through))
    to_gateway = route.through == "transit_gateway_id" or (
        route.through == "gateway_id" and gateway.startswith(("aws_vpn_gateway", "vgw-"))
    )
    return to_gateway and replicates_with(stack, route.destination)
