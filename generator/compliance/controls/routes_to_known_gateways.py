"""Private subnets are routed to NAT or the VPN only, and to no peer that the stack does not name."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.topology import routes_out

CODE = "C-NET012"
TITLE = "Every route leads to a known way out"
REQUIREMENTS = ("1.2.5", "1.3.2", "1.4.4")
SEVERITY: Severity = "high"
_TABLE: Example = {"aws_route_table": {"t": {}}, "aws_nat_gateway": {"n": {}}}
_ROUTE = {"route_table_id": "${aws_route_table.t.id}", "destination_cidr_block": "0.0.0.0/0"}
GOOD: Example = {"resource": {**_TABLE, "aws_route": {"r": {**_ROUTE, "nat_gateway_id": "${aws_nat_gateway.n.id}"}}}}
BAD: Example = {"resource": {**_TABLE, "aws_route": {"r": {**_ROUTE, "vpc_peering_connection_id": "pcx-1"}}}}

KNOWN = {
    "gateway_id": ("aws_internet_gateway", "aws_vpn_gateway"),
    "nat_gateway_id": ("aws_nat_gateway",),
    "propagating_vgws": ("aws_vpn_gateway",),
    "vpn_gateway_id": ("aws_vpn_gateway",),
}


def check(stack: Stack) -> Iterator[Evidence]:
    for table in stack.of("aws_route_table"):
        for route in routes_out(stack, table):
            if route.through == "transit_gateway_id":
                note = "the transit gateway of the premises"
                yield observe(route.at, route.through, route.destination not in ("0.0.0.0/0", "::/0"), note)
                continue
            if route.through == "vpn_gateway_id" and _is_attached(stack, route.at.get("vpn_gateway_id")):
                yield observe(route.at, route.through, True, "a VPN gateway that others keep, attached here")
                continue
            kinds = KNOWN.get(route.through, ())
            ok = route.target is not None and route.target.type in kinds
            yield observe(route.at, route.through, ok, "" if ok else f"{route.destination} leads to something unknown")


def _is_attached(stack: Stack, gateway: object) -> bool:
    """Whether a gateway that the stack does not make is attached to its VPC by it."""
    return any(one.get("vpn_gateway_id") == gateway for one in stack.of("aws_vpn_gateway_attachment"))
