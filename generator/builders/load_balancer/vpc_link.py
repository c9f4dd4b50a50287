"""The way in: from the API's VPC link to the Application Load Balancer.

A VPC link of a REST API ends at a Network Load Balancer, so one stands between, with the other as its only target. From
provider 6.25 on the link can end at the Application Load Balancer itself; the option is here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.builders.deletion_protection import name_tags
from generator.builders.network import NetworkExports
from generator.builders.network.security_groups import open_port, security_group
from generator.planning.naming import Naming
from generator.planning.references import Arn, SecurityGroupId
from generator.spec.model.load_balancer import LoadBalancer
from generator.spec.model.protection import Protection
from generator.stack_plan import Scope, aws, step

# The balancer answers an unknown path with 404: that it answers at all is what counts here.
ANY_ANSWER = "200-499"


@dataclass(frozen=True, slots=True, kw_only=True)
class VpcLinkExports:
    link_id: str
    link_target: Arn | None
    nlb_arn: Arn | None
    nlb_suffix: str | None
    link_dependencies: tuple[Any, ...] = ()


@step
def build_vpc_link(
    scope: Scope,
    balancer: LoadBalancer,
    naming: Naming,
    kind: str,
    *,
    network: NetworkExports,
    alb: Any,
    listener: Any,
    protection: Protection,
) -> VpcLinkExports:
    """Build the link, and with kind `nlb` the Network Load Balancer at its end."""
    qualifier = "nlb" if kind == "nlb" else "vpc-link"
    group = _security_group(scope, naming, qualifier, balancer.port, network)
    if kind == "direct":
        return _direct_link(scope, naming, network, group, alb)
    nlb = _nlb(scope, naming, network, group, protection)
    link_dependencies = _forward(scope, balancer, naming, network, nlb, alb, listener)
    name = naming.name("vpc-link")
    link = aws.ApiGatewayVpcLink(scope, "vpc-link", name=name, target_arns=[nlb.arn], tags={"Name": name})
    return VpcLinkExports(
        link_id=link.id,
        link_target=None,
        nlb_arn=Arn(nlb.arn),
        nlb_suffix=nlb.arn_suffix,
        link_dependencies=link_dependencies,
    )


def _direct_link(
    scope: Scope, naming: Naming, network: NetworkExports, group: SecurityGroupId, alb: Any
) -> VpcLinkExports:
    name = naming.name("vpc-link")
    link = aws.Apigatewayv2VpcLink(
        scope,
        "vpc-link-direct",
        name=name,
        subnet_ids=list(network.private_subnet_ids),
        security_group_ids=[group],
        tags={"Name": name},
    )
    return VpcLinkExports(link_id=link.id, link_target=Arn(alb.arn), nlb_arn=None, nlb_suffix=None)


def _nlb(scope: Scope, naming: Naming, network: NetworkExports, group: SecurityGroupId, protection: Protection) -> Any:
    # AWS takes no zone from a Network Load Balancer: it is replaced.
    name = naming.name("nlb", network.zones_qualifier)
    return aws.Lb(
        scope,
        "nlb",
        name=name,
        load_balancer_type="network",
        internal=True,
        subnets=list(network.private_subnet_ids),
        security_groups=[group],
        # The group admits nobody; the link's own traffic comes in past it, and would be dropped otherwise.
        enforce_security_group_inbound_rules_on_private_link_traffic="off",
        enable_cross_zone_load_balancing=True,
        enable_deletion_protection=protection.deletion,
        tags=name_tags(name, protected=protection.deletion),
    )


def _forward(
    scope: Scope, balancer: LoadBalancer, naming: Naming, network: NetworkExports, nlb: Any, alb: Any, listener: Any
) -> tuple[Any, ...]:
    # The port is part of the name: a group cannot change it, and one in use cannot go before its successor. So are the
    # zones: two balancers never share a group, and a change of zones replaces the one before this.
    name = naming.name("tg", f"alb-{balancer.port}-{network.zones_qualifier}")
    group = aws.LbTargetGroup(
        scope,
        "tg-alb",
        name=name,
        target_type="alb",
        vpc_id=network.vpc_id,
        port=balancer.port,
        protocol="TCP",
        health_check=aws.LbTargetGroupHealthCheck(
            protocol=balancer.protocol, port="traffic-port", path="/health", matcher=ANY_ANSWER
        ),
        # AWS takes a balancer as a target only once it listens on the port. And the group waits, not its attachment
        # alone: on destroy the balancer drains as a target until the group is gone, and its listener can't go before.
        depends_on=[listener],
        tags={"Name": name},
    )
    registration = aws.LbTargetGroupAttachment(
        scope, "tg-alb-balancer", target_group_arn=group.arn, target_id=alb.arn, port=balancer.port
    )
    forward = aws.LbListenerDefaultAction(type="forward", target_group_arn=group.arn)
    nlb_listener = aws.LbListener(
        scope,
        "nlb-listener",
        load_balancer_arn=nlb.arn,
        port=balancer.port,
        protocol="TCP",
        default_action=[forward],
        depends_on=[registration],
        tags={"Name": naming.name("network-listener")},
    )
    return nlb_listener, registration


def _security_group(
    scope: Scope, naming: Naming, qualifier: str, port: int, network: NetworkExports
) -> SecurityGroupId:
    """A group for the near end of the hop, and the one port from there to the balancer."""
    group = security_group(scope, naming, qualifier, "The way from the API to the balancer", network.vpc_id)
    description = "API requests and health checks"
    open_port(scope, qualifier, "alb", group, network.balancer_security_group_id, port, description)
    return group
