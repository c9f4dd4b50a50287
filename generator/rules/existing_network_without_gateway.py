"""DynamoDB and S3 are reached by gateway endpoints, and these by the route tables of the subnets."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET061"
LEVEL = "error"
SUMMARY = "an existing VPC has no way to DynamoDB or S3"
SOURCE = "VPC user guide, Gateway endpoints: routing"


def check(env: Environment) -> Iterator[Finding]:
    network = env.network
    if network.vpc_id is None or network.route_table_ids:
        return
    known = {endpoint.name for endpoint in network.endpoint_ids}
    missing = " and ".join(service for service in ("dynamodb", "s3") if service not in known)
    if missing:
        message = (
            "name the route tables of the private subnets in 'network.routeTableIds', or the endpoints for "
            f"{missing} that the VPC has in 'network.endpointIds'"
        )
        yield Finding(CODE, network.pointer / "vpcId", message)
