"""List security groups and their rules, wherever they are declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import listed


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
