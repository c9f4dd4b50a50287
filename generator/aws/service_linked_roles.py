"""List the service-linked roles that the services of a stack work with, by their service principal.

AWS makes each when its service is first used, where the one who deploys may call iam:CreateServiceLinkedRole.

Source: IAM user guide, "AWS services that work with IAM"; the page on service-linked roles of each service's guide.
"""

from __future__ import annotations

from collections.abc import Mapping

SERVICE_LINKED_ROLES: Mapping[str, str] = {
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
    "rds.amazonaws.com": "AWSServiceRoleForRDS",
    "ops.apigateway.amazonaws.com": "AWSServiceRoleForAPIGateway",
    "wafv2.amazonaws.com": "AWSServiceRoleForWAFV2Logging",
    "rds.application-autoscaling.amazonaws.com": "AWSServiceRoleForApplicationAutoScaling_RDSCluster",
    "dynamodb.application-autoscaling.amazonaws.com": "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
}
