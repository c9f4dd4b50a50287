"""Draw the network of a stack: its VPC, the API with its callers, and the load balancers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.analysis.diagram import (
    DATABASE,
    FUNCTIONS,
    PRIVATE,
    PUBLIC,
    STORES,
    VPC,
    WATCH,
    Cluster,
    Diagram,
    Edge,
    Node,
)
from generator.analysis.stack_diagram.references import references, rows

# The service of a private API's endpoint.
API_ENDPOINT = "execute-api"


def draw_network(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Draw the clusters of the VPC and its subnets, the gateways and the endpoints."""
    (vpc,) = found["aws_vpc"].values()
    zones = sorted({subnet["availability_zone"] for subnet in found["aws_subnet"].values()})
    diagram.clusters += [
        Cluster(VPC, f"VPC {vpc['cidr_block']} in {len(zones)} zones: {', '.join(zone[-1] for zone in zones)}"),
        Cluster(PUBLIC, "public subnets", VPC),
        Cluster(PRIVATE, "private subnets", VPC),
        Cluster(FUNCTIONS, "functions", PRIVATE),
        Cluster(DATABASE, "database subnets, no route out", VPC),
        Cluster(STORES, "data, messages and configuration, encrypted with own keys"),
        Cluster(WATCH, "watching and proof"),
    ]
    gateways = len(found.get("aws_nat_gateway", {}))
    if gateways:
        diagram.nodes.append(Node("nat", "nat", (f"{gateways} NAT gateway{'s' * (gateways > 1)}",), PUBLIC))
    names = (name.removeprefix("vpc-endpoint-") for name in found.get("aws_vpc_endpoint", {}))
    # That of a private API is a node of its own, as all calls come through it.
    endpoints = sorted(name for name in names if name != API_ENDPOINT or not has_private_api(found))
    if endpoints:
        diagram.nodes.append(Node("endpoints", "endpoint", ("VPC endpoints", *rows(endpoints, 3)), PRIVATE))
    if "aws_vpn_gateway" in found or "aws_ec2_transit_gateway_vpc_attachment" in found:
        kind = "vpn" if "aws_vpn_gateway" in found else "transit"
        diagram.nodes.append(Node("link", kind, ("VPN gateway" if kind == "vpn" else "transit gateway",), VPC))


def draw_api(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Draw the API, its callers, and the load balancers that it passes."""
    if "aws_api_gateway_rest_api" not in found:
        return
    (api,) = found["aws_api_gateway_rest_api"].values()
    (kind,) = api["endpoint_configuration"]["types"]
    methods = len(found.get("aws_api_gateway_method", {}))
    firewall = ("behind a WAF",) if "aws_wafv2_web_acl_association" in found else ()
    diagram.nodes.append(Node("api", "api", (f"{kind.lower()} API", f"{methods} methods", *firewall)))
    _callers(diagram, found)
    for name, balancer in found.get("aws_lb", {}).items():
        icon = "nlb" if balancer["load_balancer_type"] == "network" else "alb"
        lines = ("network", "load balancer") if icon == "nlb" else ("application", "load balancer")
        diagram.nodes.append(Node(f"lb-{name}", icon, lines, PRIVATE))
    for link in (
        *found.get("aws_api_gateway_vpc_link", {}).values(),
        *found.get("aws_apigatewayv2_vpc_link", {}).values(),
    ):
        for reached in references(link, "aws_lb"):
            diagram.edges.append(Edge("api", f"lb-{reached}", "VPC link"))
    if not found.get("aws_api_gateway_vpc_link"):
        for integration in found.get("aws_api_gateway_integration", {}).values():
            for reached in references(integration, "aws_lb"):
                diagram.edges.append(Edge("api", f"lb-{reached}", "VPC link"))
    for attachment in found.get("aws_lb_target_group_attachment", {}).values():
        for reached in references(attachment["target_id"], "aws_lb"):
            starts = [node.key for node in diagram.nodes if node.icon == "nlb"]
            diagram.edges += [Edge(start, f"lb-{reached}", "TLS") for start in starts]


def _callers(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """A private API is called from inside the network, through its endpoint; any other from the internet."""
    if not has_private_api(found):
        diagram.nodes.append(Node("callers", "users", ("callers",)))
        diagram.edges.append(Edge("callers", "api", "HTTPS"))
        return
    diagram.nodes += [
        Node("callers", "users", ("callers in", "the network"), PRIVATE),
        Node("api-endpoint", "endpoint", ("endpoint of", "the private API"), PRIVATE),
    ]
    diagram.edges += [Edge("callers", "api-endpoint", "HTTPS"), Edge("api-endpoint", "api")]


def has_private_api(found: Mapping[str, Any]) -> bool:
    """Return whether there is a private API, with an endpoint in this network."""
    apis = found.get("aws_api_gateway_rest_api", {}).values()
    is_private = any(api["endpoint_configuration"]["types"] == ["PRIVATE"] for api in apis)
    return is_private and f"vpc-endpoint-{API_ENDPOINT}" in found.get("aws_vpc_endpoint", {})


def draw_on_premises_callers(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Draw callers behind the link, where the endpoint of the API lets their addresses in."""
    blocks = [
        rule.get("cidr_ipv4")
        for rule in found.get("aws_vpc_security_group_ingress_rule", {}).values()
        if "security-group-api-endpoint." in str(rule.get("security_group_id"))
    ]
    own = [vpc.get("cidr_block") for vpc in found.get("aws_vpc", {}).values()]
    if any(block is not None and block not in own for block in blocks):
        diagram.edges.append(Edge("on-premises", "api-endpoint", "HTTPS"))
