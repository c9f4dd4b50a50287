"""Find the routes out of a subnet, and derive its tier from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.compliance.addresses import is_private_host
from generator.compliance.stack import Resource, Stack, listed

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


def security_groups(stack: Stack, *types: str) -> dict[str, Resource]:
    """Return the security groups of all resources of some types, by address."""
    paths = ("vpc_security_group_ids", "security_group_ids", "security_groups", "vpc_config.security_group_ids")
    return {
        group.address: group
        for resource in stack.of(*types)
        for path in paths
        for value in listed(resource.get(path))
        if (group := stack.follow(value, "aws_security_group"))
    }


@dataclass(frozen=True, slots=True)
class PortRule:
    """One rule of a security group, wherever it is declared. `group`: whose it is; `peer`: the group it names."""

    at: Resource
    path: str
    direction: str
    group: Resource | None
    peer: Resource | None
    cidrs: tuple[str, ...]
    protocol: str
    ports: tuple[Any, Any]
    description: str


def port_rules(stack: Stack) -> Iterator[PortRule]:
    """Return every rule of every security group."""
    for direction in ("ingress", "egress"):
        for rule in stack.of(f"aws_vpc_security_group_{direction}_rule"):
            peer = rule.get("referenced_security_group_id")
            group = stack.follow(rule.get("security_group_id"), "aws_security_group")
            cidrs = [rule.get("cidr_ipv4"), rule.get("cidr_ipv6")]
            yield _port_rule(stack, rule, "", direction, group, [peer], cidrs, rule.get("ip_protocol"), rule.body)
        for group in stack.of("aws_security_group", "aws_default_security_group"):
            for block in group.blocks(direction):
                cidrs = [*listed(block.get("cidr_blocks")), *listed(block.get("ipv6_cidr_blocks"))]
                peers = [*listed(block.get("security_groups"))]
                yield _port_rule(stack, group, direction, direction, group, peers, cidrs, block.get("protocol"), block)


def _port_rule(
    stack: Stack,
    at: Resource,
    path: str,
    direction: str,
    group: Resource | None,
    peers: list[Any],
    cidrs: list[Any],
    protocol: Any,
    body: Any,
) -> PortRule:
    peer = next((found for value in peers if (found := stack.follow(value, "aws_security_group"))), None)
    return PortRule(
        at=at,
        path=path,
        direction=direction,
        group=group,
        peer=peer,
        cidrs=tuple(str(cidr) for cidr in cidrs if cidr),
        protocol=str(protocol),
        ports=(body.get("from_port"), body.get("to_port")),
        description=str(body.get("description") or ""),
    )
