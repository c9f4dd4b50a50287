"""List the availability zones of each region by their letters, and the CIDR ranges that a VPC may have.

Sources: AWS regions and availability zones, as of November 2026; VPC user guide, "VPC CIDR blocks" and "Subnet sizing".
Which letters an account sees can differ in us-east-1, us-west-1 and ap-northeast-1: the rows hold all that exist.
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

# RFC 1918 and RFC 6598: what belongs to nobody on the internet.
PRIVATE_RANGES = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
LARGEST_VPC_PREFIX = 16
# Below /24 the carved private subnets would have fewer than the 32 addresses that a load balancer's subnet needs.
SMALLEST_VPC_PREFIX = 24
SMALLEST_SUBNET_PREFIX: Mapping[str, int] = {"public": 28, "private": 27, "database": 28}

# How the names of the regions of other partitions begin.
_PARTITIONS: Mapping[str, str] = {
    "us-gov-": "aws-us-gov",
    "cn-": "aws-cn",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
}


def other_partition(region: str) -> str | None:
    """Return the partition of a region that is not one of `aws`."""
    return next((partition for start, partition in _PARTITIONS.items() if region.startswith(start)), None)
