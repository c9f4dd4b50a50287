"""The association of an existing Direct Connect gateway with the stack's gateway."""

from __future__ import annotations

from generator.builders.network.vpn import Gateway
from generator.spec.model.network import DirectConnect, Network
from generator.stack_plan import Scope, aws, step


@step
def associate_direct_connect(
    scope: Scope, network: Network, direct_connect: DirectConnect | None, *, gateway: Gateway
) -> None:
    """Associate the gateways. Announced on-premises are the prefixes that the spec allows, or the block of the VPC."""
    if direct_connect is None:
        return
    aws.DxGatewayAssociation(
        scope.at(direct_connect),
        "direct-connect-association",
        dx_gateway_id=direct_connect.gateway_id,
        associated_gateway_id=gateway.vpn_gateway_id or gateway.transit_gateway_id,
        allowed_prefixes=list(direct_connect.prefixes or (network.cidr,)),
        depends_on=list(gateway.attachments) or None,
    )
