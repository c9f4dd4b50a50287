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


class OnPremises(Record):
    """The way to the systems on-premises, for targets of type ip during the migration; null for none. Without a
    transit gateway the VPC gets a virtual private gateway, to which a VPN or Direct Connect is attached.
    """

    pointer: SpecPath
    cidrs: tuple[str, ...]
    """The address blocks on-premises."""
    transit_gateway_id: str | None
    """The transit gateway that leads there, if there is one."""


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
    """The way to the systems on-premises, for targets of type ip during the migration; null for none. Without a
    transit gateway the VPC gets a virtual private gateway, to which a VPN or Direct Connect is attached.
    """
    flow_log_retention_days: int
    """Days that the record of who talked to whom is kept."""

    reachable_services = methods.reachable_services
