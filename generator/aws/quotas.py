"""List the quotas of an account that all its environments share, with AWS's defaults, as of November 2026.

`code` is what Service Quotas calls it, where it knows it; `reserved_by_aws` is what every account uses of it
from the start.

Sources: the pages "Quotas" of the guides of EC2, VPC, Site-to-Site VPN, Route 53, Lambda, CloudTrail, Elastic Load
Balancing, API Gateway, RDS, DynamoDB and S3. A new account often begins with less, above all for Lambda.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Quota(NamedTuple):
    name: str
    default: int
    service: str
    code: str | None = None
    reserved_by_aws: int = 0
    raisable: bool = True


QUOTAS: Mapping[str, Quota] = {
    "elasticIps": Quota("Elastic IP addresses", 5, "ec2", "L-0263D0A3"),
    "vpcs": Quota("VPCs", 5, "vpc", "L-F678F1CE", reserved_by_aws=1),
    "internetGateways": Quota("internet gateways", 5, "vpc", "L-A4707A72", reserved_by_aws=1),
    # Of the account's concurrency, 100 stay for functions that reserve none.
    "lambdaConcurrency": Quota("concurrent executions of functions", 1000, "lambda", "L-B99A9384", reserved_by_aws=100),
    "trails": Quota("trails", 5, "cloudtrail", raisable=False),
    "vpcLinks": Quota("VPC links of REST APIs", 20, "apigateway"),
    "applicationLoadBalancers": Quota("Application Load Balancers", 50, "elasticloadbalancing", "L-53DA6B97"),
    "networkLoadBalancers": Quota("Network Load Balancers", 50, "elasticloadbalancing", "L-69A177A2"),
    "dbClusters": Quota("database clusters", 40, "rds", "L-952B80B8"),
    "dbInstances": Quota("database instances", 40, "rds", "L-7B6409FD"),
    "dbProxies": Quota("database proxies", 20, "rds", "L-D94C7EA3"),
    "resolverEndpoints": Quota("Route 53 Resolver endpoints", 4, "route53resolver"),
    "virtualPrivateGateways": Quota("virtual private gateways", 5, "vpc"),
    "tables": Quota("tables", 2500, "dynamodb", "L-F98FE922"),
    "buckets": Quota("buckets", 10000, "s3", "L-DC2B2D3D"),
}
CONCURRENCY = QUOTAS["lambdaConcurrency"]
