"""List the availability zones of each region by their letters, and services that some lack.

Source: AWS regions and availability zones, as of November 2026.
Which letters an account sees can differ in us-east-1, us-west-1 and ap-northeast-1: the rows hold all that exist. A
letter means another place in each account; an id, such as use1-az1, means the same one.
"""

from __future__ import annotations

from collections.abc import Mapping

ZONES: Mapping[str, str] = {
    "af-south-1": "abc",
    "ap-east-1": "abc",
    "ap-northeast-1": "abcd",
    "ap-northeast-2": "abcd",
    "ap-northeast-3": "abc",
    "ap-south-1": "abc",
    "ap-south-2": "abc",
    "ap-southeast-1": "abc",
    "ap-southeast-2": "abc",
    "ap-southeast-3": "abc",
    "ap-southeast-4": "abc",
    "ca-central-1": "abd",
    "ca-west-1": "abc",
    "eu-central-1": "abc",
    "eu-central-2": "abc",
    "eu-north-1": "abc",
    "eu-south-1": "abc",
    "eu-south-2": "abc",
    "eu-west-1": "abc",
    "eu-west-2": "abc",
    "eu-west-3": "abc",
    "il-central-1": "abc",
    "me-central-1": "abc",
    "me-south-1": "abc",
    "sa-east-1": "abc",
    "us-east-1": "abcdef",
    "us-east-2": "abc",
    "us-west-1": "abc",
    "us-west-2": "abcd",
}

# What the ids of a region's zones begin with: use1-az1. Source: AWS regions and availability zones.
ZONE_ID_PREFIXES: Mapping[str, str] = {
    "af-south-1": "afs1",
    "ap-east-1": "ape1",
    "ap-northeast-1": "apne1",
    "ap-northeast-2": "apne2",
    "ap-northeast-3": "apne3",
    "ap-south-1": "aps1",
    "ap-south-2": "aps2",
    "ap-southeast-1": "apse1",
    "ap-southeast-2": "apse2",
    "ap-southeast-3": "apse3",
    "ap-southeast-4": "apse4",
    "ca-central-1": "cac1",
    "ca-west-1": "caw1",
    "eu-central-1": "euc1",
    "eu-central-2": "euc2",
    "eu-north-1": "eun1",
    "eu-south-1": "eus1",
    "eu-south-2": "eus2",
    "eu-west-1": "euw1",
    "eu-west-2": "euw2",
    "eu-west-3": "euw3",
    "il-central-1": "ilc1",
    "me-central-1": "mec1",
    "me-south-1": "mes1",
    "sa-east-1": "sae1",
    "us-east-1": "use1",
    "us-east-2": "use2",
    "us-west-1": "usw1",
    "us-west-2": "usw2",
}

# Zones that lack a service, by their ids. AWS does not refuse a proxy there: it leaves the subnet out, and each later
# plan replaces the proxy. Sources: RDS user guide, "Limitations for RDS Proxy", and the AWS provider's page of
# aws_db_proxy; API Gateway developer guide, "VPC links V2", supported Availability Zones.
RDS_PROXY, DIRECT_VPC_LINK = "RDS Proxy", "direct VPC link"
ZONES_WITHOUT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "us-east-1": {RDS_PROXY: ("use1-az3",), DIRECT_VPC_LINK: ("use1-az3",)},
}


def is_zone_id(zone: str) -> bool:
    """Return whether a zone is written by its id, and not by its letter."""
    return len(zone) > 1
