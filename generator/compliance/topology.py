"""Find subnets and the routes out of them, from which their tier follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.compliance.addresses import is_private_host
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import listed

_DESTINATIONS = ("destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id")
_INLINE_DESTINATIONS = ("cidr_block", "ipv6_cidr_block", "destination_prefix_list_id")


@dataclass(frozen=True, slots=True)
class Route:
    """One route: where it is declared, its destination, and the kind of its target."""

    at: Resource
    destination: str
    through: str
    target: Resource | None


def route_table(stack: Stack, subnet: Resource) -> Resource | None:
    """Return the route table of a subnet; None where it falls back to the VPC's main one."""
    for association in stack.attached("aws_route_table_association", subnet, "subnet_id"):
        return stack.follow(association.get("route_table_id"), "aws_route_table")
    return None


def routes_out(stack: Stack, table: Resource) -> Iterator[Route]:
    """Return every route of a route table, propagated ones included; endpoints of AWS services do not count."""
    for route in stack.attached("aws_route", table, "route_table_id"):
        yield _route(stack, route, route.body, _DESTINATIONS)
    for block in table.blocks("route"):
        yield _route(stack, table, block, _INLINE_DESTINATIONS)
    for propagation in stack.attached("aws_vpn_gateway_route_propagation", table, "route_table_id"):
        gateway = stack.follow(propagation.get("vpn_gateway_id"))
        yield Route(propagation, "routes of the VPN", "vpn_gateway_id", gateway)
    for value in listed(table.get("propagating_vgws")):
        yield Route(table, "routes of the VPN", "propagating_vgws", stack.follow(value))


def _route(stack: Stack, at: Resource, body: Any, destinations: tuple[str, ...]) -> Route:
    destination = next((str(body[key]) for key in destinations if body.get(key)), "?")
    through = next((key for key in body if key.endswith("_id") and key not in (*destinations, "route_table_id")), "?")
    return Route(at, destination, through, stack.follow(body.get(through)))


def is_public(stack: Stack, subnet: Resource) -> bool:
    """Return whether a subnet has a route to an internet gateway."""
    table = route_table(stack, subnet)
    return table is not None and any(
        route.target.type == "aws_internet_gateway" if route.target is not None else route.through == "gateway_id"
        for route in routes_out(stack, table)
    )


def subnets(stack: Stack, values: Any) -> list[Resource]:
    """Return the subnets that a list of references leads to."""
    found = [stack.follow(value, "aws_subnet") for value in listed(values)]
    return [subnet for subnet in found if subnet is not None]


def database_subnets(stack: Stack) -> list[Resource]:
    """Return the subnets of databases."""
    return [subnet for group in stack.of("aws_db_subnet_group") for subnet in subnets(stack, group.get("subnet_ids"))]


def replicates_with(stack: Stack, cidr: str) -> bool:
    """Return whether a block may be the database on-premises with which a database of the stack replicates.

    It must be a single private address, and replication must be on: the walls around a database open for nobody else.
    """
    groups = stack.of("aws_rds_cluster_parameter_group")
    parameters = (parameter for group in groups for parameter in group.blocks("parameter"))
    on = any(one.get("name") == "rds.logical_replication" and str(one.get("value")) == "1" for one in parameters)
    return on and is_private_host(cidr)


def zones(stack: Stack, values: Any) -> set[str]:
    """Return the availability zones of the subnets in a list of references."""
    return {
        str(subnet.get("availability_zone") or subnet.get("availability_zone_id")) for subnet in subnets(stack, values)
    }
