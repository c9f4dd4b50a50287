"""The VPC: three zones with public, private and isolated database subnets, and the ways in and out of them.

Generated from schemas/network.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record


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
    zones: tuple[str, ...]
    """The letters of the three availability zones of the region, in the order in which subnets and instances use
    them. A change of a zone replaces its subnets, the Network Load Balancer and the database proxy, which takes
    minutes; Aurora stays. Lower database.readers.count until no instance is in the zone before.
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
    ssm, sns and lambda for what they are granted; DynamoDB and S3 are always reached by gateway endpoints. Each
    costs by the hour and zone.
    """
    on_premises: OnPremises | None
    """The way to the systems on-premises, for targets of type ip during the migration; null for none. Without a
    transit gateway the VPC gets a virtual private gateway, to which a VPN or Direct Connect is attached.
    """
    flow_log_retention_days: int
    """Days that the record of who talked to whom is kept."""
