"""The VPC: three zones with public, private and isolated database subnets, their gateways and endpoints."""

from generator.builders.network.build import build_network
from generator.builders.network.exports import NetworkExports

__all__ = ["NetworkExports", "build_network"]
