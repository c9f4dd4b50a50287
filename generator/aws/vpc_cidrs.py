"""List the CIDR ranges and prefix lengths that a VPC and its subnets may have.

Source: VPC user guide, "VPC CIDR blocks" and "Subnet sizing".
"""

from __future__ import annotations

from collections.abc import Mapping

# RFC 1918 and RFC 6598: what belongs to nobody on the internet.
PRIVATE_RANGES = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
LARGEST_VPC_PREFIX = 16
# Below /24 the carved private subnets would have fewer than the 32 addresses that a load balancer's subnet needs.
SMALLEST_VPC_PREFIX = 24
SMALLEST_SUBNET_PREFIX: Mapping[str, int] = {"public": 28, "private": 27, "database": 28}
