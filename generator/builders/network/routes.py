"""Route tables: public subnets to the internet, private ones through NAT, database subnets nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.builders.network.subnets import SubnetIds
from generator.planning.naming import Naming
from generator.planning.references import RouteTableId, SubnetId
from generator.spec.model.network import Network
from generator.stack_plan import Scope, aws, step

EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """`private` by the letter of the zone."""

    public: RouteTableId
    private: dict[str, RouteTableId]
    database: RouteTableId


@step
def build_routes(scope: Scope, network: Network, naming: Naming, *, vpc_id: str, subnets: SubnetIds) -> Routes:
    """Build the route tables of every tier. The private tier has one a zone, so that zones fail alone."""
    public = _table(scope, naming, "public", vpc_id, subnets["public"], network)
    gateway = aws.InternetGateway(
        scope, "internet-gateway", vpc_id=vpc_id, tags={"Name": naming.name("internet-gateway")}
    )
    internet_route = aws.Route(
        scope,
        "route-public-internet",
        route_table_id=public,
        destination_cidr_block=EVERYWHERE,
        gateway_id=gateway.id,
    )
    private = {
        letter: _table(scope, naming, f"private-{letter}", vpc_id, (subnet,), network)
        for letter, subnet in zip(network.zones, subnets["private"], strict=True)
    }
    database = _table(scope, naming, "database", vpc_id, subnets["database"], network)
    _build_nat(scope, network, naming, subnets["public"], private, internet_route)
    return Routes(public=public, private=private, database=database)


def _table(
    scope: Scope, naming: Naming, qualifier: str, vpc_id: str, subnets: tuple[SubnetId, ...], network: Network
) -> RouteTableId:
    table = aws.RouteTable(
        scope,
        f"route-table-{qualifier}",
        vpc_id=vpc_id,
        tags={"Name": naming.name("route-table", qualifier)},
    )
    for letter, subnet in zip(network.zones, subnets, strict=False):
        suffix = f"-{letter}" if len(subnets) > 1 else ""
        aws.RouteTableAssociation(
            scope, f"route-table-{qualifier}{suffix}_association", route_table_id=table.id, subnet_id=subnet
        )
    return RouteTableId(table.id)


def _build_nat(
    scope: Scope,
    network: Network,
    naming: Naming,
    public: tuple[SubnetId, ...],
    private: dict[str, RouteTableId],
    internet_route: Any,
) -> None:
    if network.nat == "none":
        return
    letters = network.zones if network.nat == "perZone" else network.zones[:1]
    gateways = {
        letter: _nat_gateway(scope, naming, letter, subnet, internet_route)
        for letter, subnet in zip(letters, public, strict=False)
    }
    for letter, table in private.items():
        gateway = gateways.get(letter, gateways[network.zones[0]])
        aws.Route(
            scope,
            f"route-private-{letter}-internet",
            route_table_id=table,
            destination_cidr_block=EVERYWHERE,
            nat_gateway_id=gateway.id,
        )


def _nat_gateway(scope: Scope, naming: Naming, letter: str, subnet: SubnetId, internet_route: Any) -> Any:
    address = aws.Eip(
        scope,
        f"eip-nat-{letter}",
        domain="vpc",
        # A gateway that moves to another subnet is created before its predecessor goes, which still holds the address.
        lifecycle={"replace_triggered_by": [f"aws_subnet.subnet-public-{letter}.id"]},
        tags={"Name": naming.name("eip", f"nat-{letter}")},
    )
    return aws.NatGateway(
        scope,
        f"nat-gateway-{letter}",
        allocation_id=address.id,
        subnet_id=subnet,
        connectivity_type="public",
        # Without the route to the internet a NAT gateway fails, and its address cannot be given back on destroy.
        depends_on=[internet_route],
        tags={"Name": naming.name("nat-gateway", letter)},
    )
