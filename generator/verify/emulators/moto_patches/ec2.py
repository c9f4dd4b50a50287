"""Patch moto's EC2: route tables and security groups."""

from __future__ import annotations

from inspect import signature
from typing import Any

from moto.core.responses import EmptyResult
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses.route_tables import RouteTables

from generator.verify.emulators.moto_patches.members import patch


def propagate_routes_of_vpn_gateways() -> None:
    """EnableVgwRoutePropagation and its opposite; DescribeRouteTables shows the gateways that propagate."""

    def enable_vgw_route_propagation(request: RouteTables) -> EmptyResult:
        gateways = _propagating(request)
        gateways.append({"GatewayId": request._get_param("GatewayId")})
        return EmptyResult()

    def disable_vgw_route_propagation(request: RouteTables) -> EmptyResult:
        gateways = _propagating(request)
        gateways.remove({"GatewayId": request._get_param("GatewayId")})
        return EmptyResult()

    def propagating_vgws(table: RouteTable) -> list[dict[str, str]]:
        gateways: list[dict[str, str]] = table.__dict__.setdefault("_propagating", [])
        return gateways

    patch(RouteTables, enable_vgw_route_propagation=enable_vgw_route_propagation)
    patch(RouteTables, disable_vgw_route_propagation=disable_vgw_route_propagation)
    patch(RouteTable, propagating_vgws=property(propagating_vgws))


def _propagating(request: RouteTables) -> list[dict[str, str]]:
    (table,) = request.ec2_backend.describe_route_tables([request._get_param("RouteTableId")])
    gateways: list[dict[str, str]] = table.propagating_vgws
    return gateways


def describe_rules_by_any_source() -> None:
    """A rule of a security group keeps its description whatever it lets in; moto keeps that of address ranges only."""
    plain = SecurityGroupRule.__init__

    def __init__(rule: SecurityGroupRule, *arguments: Any, **named: Any) -> None:
        plain(rule, *arguments, **named)
        given = signature(plain).bind(rule, *arguments, **named).arguments
        rule.__dict__["prefix_list"] = given.get("prefix_list_id") or {}

    def description(rule: SecurityGroupRule) -> str | None:
        for source in (rule.ip_range, rule.source_group, rule.__dict__["prefix_list"]):
            if source.get("Description"):
                return str(source["Description"])
        return None

    patch(SecurityGroupRule, __init__=__init__)
    patch(SecurityGroupRule, description=property(description))


def install() -> None:
    """Install all patches of this module."""
    propagate_routes_of_vpn_gateways()
    describe_rules_by_any_source()
