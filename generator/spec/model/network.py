"""The VPC: three zones with public, private and isolated database subnets, and the ways in and out of them.

Generated from schemas/network.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model_methods import network as methods
from generator.spec.record import Record


class SubnetIds(Record):
    """With vpcId: its subnets, in the order of the zones."""

    pointer: SpecPath
    private: tuple[str, ...] | None
    """For functions, load balancers, the database proxy and interface endpoints."""
    database: tuple[str, ...] | None
    """For the database alone. No route should lead out of them."""


class EndpointId(Record):
    """One endpoint."""

    pointer: SpecPath
    name: Literal[
        "cloudwatch-logs",
        "dynamodb",
        "events",
        "execute-api",
        "kms",
        "lambda",
        "monitoring",
        "s3",
        "secretsmanager",
        "sns",
        "sqs",
        "ssm",
        "sts",
        "xray",
    ]
    """The service."""
    id: str
    """The endpoint."""


class Subnets(Record):
    """The blocks of the subnets, in the order of the zones. What is left out is carved from the VPC's block: an
    eighth of it for each private subnet, a sixteenth for each of the others.
    """

    pointer: SpecPath
    public: tuple[str, ...] | None
    """For NAT gateways. /28 at least."""
    private: tuple[str, ...] | None
    """For functions, load balancers, the database proxy and interface endpoints. /27 at least: a load balancer
    wants 8 free addresses.
    """
    database: tuple[str, ...] | None
    """For the database alone, with no route out. /28 at least."""


class CustomerGateway(Record):
    """One device."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    address: str
    """Its public address, at which the tunnels end."""
    bgp_asn: int
    """The autonomous system number on-premises. With static routing it is not used."""


class Vpn(Record):
    """Site-to-site VPN: a connection with two tunnels for each customer gateway, IKEv2 with algorithms of 128 bits
    of strength and more alone. Each tunnel is logged and watched.
    """

    pointer: SpecPath
    customer_gateways: tuple[CustomerGateway, ...]
    """The devices on-premises. Two, at two places, survive the loss of one."""
    routing: Literal["bgp", "static"]
    """How each side learns the other's addresses: by BGP, which also leaves a tunnel that is down, or from cidrs by
    hand.
    """
    log_retention_days: int
    """Days that the log of the tunnels is kept."""


class DirectConnect(Record):
    """The Direct Connect gateway, which exists, that is associated with the way's gateway; null for none. With a
    VPN beside it, the VPN takes over where the line is cut.
    """

    pointer: SpecPath
    gateway_id: str
    """The Direct Connect gateway."""
    prefixes: tuple[str, ...] | None
    """What is announced on-premises; null for the block of the VPC."""
    amazon_asn: int | None
    """The autonomous system number that the Direct Connect gateway has, to be compared with the others; null where
    it is not known here.
    """


class ResolverRule(Record):
    """One domain."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    domain: str
    """The domain. Names below it are asked for, too."""
    addresses: tuple[str, ...]
    """The name servers on-premises."""


class Resolver(Record):
    """Names across the way, by Route 53 Resolver; null for none."""

    pointer: SpecPath
    inbound: bool
    """An endpoint of which name servers on-premises ask for the names in the VPC: its addresses are an output. A
    private API's custom domain without a zone then gets a private zone of its own name.
    """
    outbound: tuple[ResolverRule, ...]
    """Domains on-premises, which the VPC asks of the name servers there."""


class OnPremises(Record):
    """The way to the systems on-premises, for the move and for callers there; null for none. Without a transit
    gateway the VPC gets a virtual private gateway, to which the VPN or Direct Connect leads.
    """

    pointer: SpecPath
    cidrs: tuple[str, ...]
    """The address blocks on-premises."""
    transit_gateway_id: str | None
    """The transit gateway that leads there, if there is one. The VPC is attached to it."""
    vpn_gateway_id: str | None
    """A virtual private gateway that exists and is attached to no VPC; null to make one. It is attached to this
    VPC, and its routes are propagated.
    """
    amazon_asn: int | None
    """The private autonomous system number of the gateway's side in BGP. It is given to the virtual private gateway
    that is made, once and for ever: another number replaces it. Of an existing gateway it says which it has, so
    that it can be compared with those on-premises. Null for AWS's own, 64512.
    """
    vpn: Vpn | None
    """Site-to-site VPN: a connection with two tunnels for each customer gateway, IKEv2 with algorithms of 128 bits
    of strength and more alone. Each tunnel is logged and watched.
    """
    direct_connect: DirectConnect | None
    """The Direct Connect gateway, which exists, that is associated with the way's gateway; null for none. With a
    VPN beside it, the VPN takes over where the line is cut.
    """
    resolver: Resolver | None
    """Names across the way, by Route 53 Resolver; null for none."""


class Network(Record):
    """The VPC: three zones with public, private and isolated database subnets, and the ways in and out of them."""

    pointer: SpecPath
    cidr: str
    """The address block of the VPC, from /16 to /24. It must not meet those on-premises."""
    vpc_id: str | None
    """A VPC that others made and keep; null to make one. With it nothing is made that belongs to the whole VPC: no
    subnets, routes, NAT gateways, network ACL or way on-premises. cidr, and subnets where they are not the usual
    parts of it, then say what is there.
    """
    subnet_ids: SubnetIds
    """With vpcId: its subnets, in the order of the zones."""
    route_table_ids: tuple[str, ...]
    """With vpcId: the route tables of the private subnets, in which the gateway endpoints are entered; not needed
    for those that are among endpointIds.
    """
    endpoint_ids: tuple[EndpointId, ...]
    """With vpcId: endpoints that the VPC has, by service; they are used, and none is made. Their security groups
    must admit the functions.
    """
    zones: tuple[str, ...]
    """The three availability zones, in the order in which subnets and instances use them: by their letters, or by
    their ids, which mean the same place in every account. A change of a zone replaces its subnets, the Network
    Load Balancer and the database proxy, which takes minutes; Aurora stays. Lower database.readers.count until
    no instance is in the zone before.
    """
    subnets: Subnets
    """The blocks of the subnets, in the order of the zones. What is left out is carved from the VPC's block: an
    eighth of it for each private subnet, a sixteenth for each of the others.
    """
    nat: Literal["perZone", "single", "none"]
    """NAT gateways for the private subnets: perZone, single (cheaper, but every zone hangs on one), or none.
    Functions call AWS through endpoints and no security group lets anything out to the internet, so what is made
    here needs none.
    """
    interface_endpoints: tuple[
        Literal[
            "cloudwatch-logs",
            "elasticloadbalancing",
            "events",
            "execute-api",
            "kms",
            "lambda",
            "monitoring",
            "secretsmanager",
            "sns",
            "sqs",
            "ssm",
            "sts",
            "xray",
        ],
        ...,
    ]
    """AWS services that are reached inside the VPC. A private API needs execute-api, functions need secretsmanager,
    ssm, sns and lambda for what they are granted, rollouts elasticloadbalancing, lambda, monitoring and ssm;
    DynamoDB and S3 are always reached by gateway endpoints. Each costs by the hour and zone.
    """
    on_premises: OnPremises | None
    """The way to the systems on-premises, for the move and for callers there; null for none. Without a transit
    gateway the VPC gets a virtual private gateway, to which the VPN or Direct Connect leads.
    """
    flow_log_retention_days: int
    """Days that the record of who talked to whom is kept."""

    reachable_services = methods.reachable_services
    customer_gateway_names = methods.customer_gateway_names
