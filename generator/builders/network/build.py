"""The VPC, from the parts in the modules of this folder; or what is added to an existing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.builders.encryption import KeyExports
from generator.builders.network.database_network_acl import build_database_network_acl
from generator.builders.network.endpoints import build_endpoints
from generator.builders.network.exports import NetworkExports
from generator.builders.network.flow_log import build_flow_log
from generator.builders.network.migration_peers import build_database_routes, build_migration_security_group
from generator.builders.network.on_premises_link import LinkExports, build_on_premises_link
from generator.builders.network.routes import build_routes
from generator.builders.network.security_groups import SecurityGroups, build_security_groups
from generator.builders.network.subnets import SubnetIds, build_subnets
from generator.builders.network.vpc import build_vpc
from generator.planning.migration import Peers
from generator.planning.naming import Naming
from generator.planning.references import Account, RouteTableId, SecurityGroupId, SubnetId, VpcId
from generator.spec.model.network import Network
from generator.stack_plan import Scope, step


@step
def build_network(
    scope: Scope,
    network: Network,
    naming: Naming,
    *,
    account: Account,
    keys: KeyExports,
    zones: tuple[str, ...],
    destroyed_before: Sequence[Any],
    peers: Peers | None,
) -> NetworkExports:
    """Build the VPC with everything in it that belongs to no other concern. `zones`: the names of the spec's zones.

    Where functions have network interfaces is destroyed before `destroyed_before`, without which none of them goes.
    `peers` is what takes part in a migration on-premises.
    """
    if network.vpc_id is not None:
        return _existing_network(
            scope,
            network,
            naming,
            network.vpc_id,
            account=account,
            keys=keys,
            zones=zones,
            destroyed_before=destroyed_before,
            peers=peers,
        )
    vpc = build_vpc(scope, network, naming)
    subnets = build_subnets(scope, network, naming, vpc_id=vpc.id, zones=zones, private_after=destroyed_before)
    routes = build_routes(scope, network, naming, vpc_id=vpc.id, subnets=subnets)
    link = build_on_premises_link(
        scope, network, naming, vpc_id=vpc.id, subnets=subnets, routes=routes, log_key=keys.logs
    )
    build_database_network_acl(scope, network, naming, vpc_id=vpc.id, subnets=subnets, peers=peers)
    if peers is not None:
        transit = network.on_premises.transit_gateway_id if network.on_premises else None
        build_database_routes(
            scope, peers, routes.database, transit_gateway_id=transit, vpn_gateway_id=link.vpn_gateway_id
        )
    groups = build_security_groups(scope, naming, vpc_id=vpc.id, functions_after=destroyed_before)
    tables = list(routes.private.values())
    return _exports(
        scope,
        network,
        naming,
        VpcId(vpc.id),
        subnets,
        tables,
        groups,
        link,
        account=account,
        keys=keys,
        zones=zones,
        premises=_migration_security_group(scope, naming, peers, vpc.id, groups, destroyed_before),
    )


def _migration_security_group(
    scope: Scope, naming: Naming, peers: Peers | None, vpc_id: str, groups: SecurityGroups, after: Sequence[Any]
) -> SecurityGroupId | None:
    if peers is None:
        return None
    return build_migration_security_group(scope, naming, peers, vpc_id=vpc_id, database=groups.database, after=after)


def _existing_network(
    scope: Scope,
    network: Network,
    naming: Naming,
    vpc_id: str,
    *,
    account: Account,
    keys: KeyExports,
    zones: tuple[str, ...],
    destroyed_before: Sequence[Any],
    peers: Peers | None,
) -> NetworkExports:
    """Use a VPC that others keep: what is made in it is ours alone, and nothing that all in it share."""
    ids = network.subnet_ids
    subnets: SubnetIds = {
        "public": (),
        "private": tuple(SubnetId(subnet) for subnet in ids.private or ()),
        "database": tuple(SubnetId(subnet) for subnet in ids.database or ()),
    }
    groups = build_security_groups(scope, naming, vpc_id=vpc_id, functions_after=destroyed_before)
    tables = [RouteTableId(table) for table in network.route_table_ids]
    return _exports(
        scope,
        network,
        naming,
        VpcId(vpc_id),
        subnets,
        tables,
        groups,
        LinkExports(),
        account=account,
        keys=keys,
        zones=zones,
        premises=_migration_security_group(scope, naming, peers, vpc_id, groups, destroyed_before),
    )


def _exports(
    scope: Scope,
    network: Network,
    naming: Naming,
    vpc_id: VpcId,
    subnets: SubnetIds,
    tables: list[RouteTableId],
    groups: SecurityGroups,
    link: LinkExports,
    *,
    account: Account,
    keys: KeyExports,
    zones: tuple[str, ...],
    premises: SecurityGroupId | None,
) -> NetworkExports:
    """Build the endpoints and the flow log, which any VPC gets."""
    endpoints = build_endpoints(
        scope, network, naming, account=account, vpc_id=vpc_id, subnets=subnets, tables=tables, groups=groups
    )
    build_flow_log(scope, network, naming, vpc_id=vpc_id, account=account, key=keys.logs)
    return NetworkExports(
        vpc_id=vpc_id,
        zones=zones,
        private_subnet_ids=subnets["private"],
        database_subnet_ids=subnets["database"],
        function_security_group_id=groups.functions,
        balancer_security_group_id=groups.balancer,
        database_security_group_id=groups.database,
        endpoint_ids=endpoints,
        zones_qualifier="".join(sorted(zone[-1] for zone in network.zones)),
        link=link,
        endpoints_security_group_id=groups.endpoints,
        premises_security_group_id=premises,
    )
