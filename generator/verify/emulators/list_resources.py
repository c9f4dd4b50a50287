"""List the resources that the emulators hold, as JSON: kind, name and environment tag. Runs in their own environment.

The endpoints come from the environment. Usage: python -I list_resources.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]  # boto3 has no types

# kind, client, operation, where the list is, where the name of an entry is ("" where the entry is the name)
NAMED = (
    ("table", "dynamodb", "list_tables", "TableNames", ""),
    ("secret", "secretsmanager", "list_secrets", "SecretList", "Name"),
    ("log group", "logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("load balancer", "elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerName"),
    ("target group", "elbv2", "describe_target_groups", "TargetGroups", "TargetGroupName"),
    ("role", "iam", "list_roles", "Roles", "RoleName"),
    ("function", "lambda", "list_functions", "Functions", "FunctionName"),
    ("topic", "sns", "list_topics", "Topics", "TopicArn"),
    ("queue", "sqs", "list_queues", "QueueUrls", ""),
    ("parameter", "ssm", "describe_parameters", "Parameters", "Name"),
    ("state machine", "stepfunctions", "list_state_machines", "stateMachines", "name"),
    ("event rule", "events", "list_rules", "Rules", "Name"),
    ("alarm", "cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("dashboard", "cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
    ("cluster", "rds", "describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
    ("instance", "rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    ("proxy", "rds", "describe_db_proxies", "DBProxies", "DBProxyName"),
    ("subnet group", "rds", "describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupName"),
    ("REST API", "apigateway", "get_rest_apis", "items", "name"),
    ("VPC link", "apigateway", "get_vpc_links", "items", "name"),
    ("usage plan", "apigateway", "get_usage_plans", "items", "name"),
    ("trail", "cloudtrail", "describe_trails", "trailList", "Name"),
    ("resolver endpoint", "route53resolver", "list_resolver_endpoints", "ResolverEndpoints", "Name"),
    ("resolver rule", "route53resolver", "list_resolver_rules", "ResolverRules", "Name"),
)

# kind, operation, where the list is, where the id of an entry is
IN_A_NETWORK = (
    ("VPC", "describe_vpcs", "Vpcs", "VpcId"),
    ("subnet", "describe_subnets", "Subnets", "SubnetId"),
    ("route table", "describe_route_tables", "RouteTables", "RouteTableId"),
    ("security group", "describe_security_groups", "SecurityGroups", "GroupId"),
    ("endpoint", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    ("NAT gateway", "describe_nat_gateways", "NatGateways", "NatGatewayId"),
    ("address", "describe_addresses", "Addresses", "AllocationId"),
    ("internet gateway", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    ("VPN gateway", "describe_vpn_gateways", "VpnGateways", "VpnGatewayId"),
    ("VPN connection", "describe_vpn_connections", "VpnConnections", "VpnConnectionId"),
    ("customer gateway", "describe_customer_gateways", "CustomerGateways", "CustomerGatewayId"),
    ("flow log", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    ("network ACL", "describe_network_acls", "NetworkAcls", "NetworkAclId"),
)


def resources() -> Iterator[dict[str, str]]:
    """Yield every resource but those that AWS itself would have created."""
    for kind, service, operation, where, name in NAMED:
        for entry in _entries(_client(service), operation, where):
            yield {"kind": kind, "name": entry[name] if name else entry}
    for kind, operation, where, identifier in IN_A_NETWORK:
        for entry in _entries(_client("ec2"), operation, where):
            tags = {tag["Key"]: tag["Value"] for tag in entry.get("Tags", ())}
            if tags and entry.get("State") not in ("deleted", "deleting"):
                yield {"kind": kind, "name": entry[identifier], "environment": tags.get("Environment", "")}
    yield from _buckets()
    yield from _keys()
    yield from _certificates()
    for acl in _client("wafv2").list_web_acls(Scope="REGIONAL")["WebACLs"]:
        yield {"kind": "web ACL", "name": acl["Name"]}


def _buckets() -> Iterator[dict[str, str]]:
    s3 = _client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        versions = s3.list_object_versions(Bucket=bucket["Name"])
        count = len(versions.get("Versions", ())) + len(versions.get("DeleteMarkers", ()))
        yield {"kind": f"bucket with {count} objects", "name": bucket["Name"]}


def _keys() -> Iterator[dict[str, str]]:
    """Keys wait a week for their deletion: those that do are reported as a kind of their own."""
    kms = _client("kms")
    for entry in _entries(kms, "list_keys", "Keys"):
        key = kms.describe_key(KeyId=entry["KeyId"])["KeyMetadata"]
        if key["KeyManager"] == "CUSTOMER":
            waits = key["KeyState"] == "PendingDeletion"
            tags = {tag["TagKey"]: tag["TagValue"] for tag in kms.list_resource_tags(KeyId=entry["KeyId"])["Tags"]}
            kind = "key that waits for deletion" if waits else "key"
            yield {"kind": kind, "name": entry["KeyId"], "environment": tags.get("Environment", "")}


def _certificates() -> Iterator[dict[str, str]]:
    acm = _client("acm")
    for entry in _entries(acm, "list_certificates", "CertificateSummaryList"):
        arn = entry["CertificateArn"]
        tags = {tag["Key"]: tag["Value"] for tag in acm.list_tags_for_certificate(CertificateArn=arn)["Tags"]}
        yield {"kind": "certificate", "name": arn, "environment": tags.get("Environment", "")}


def _entries(client: Any, operation: str, where: str) -> Iterator[Any]:
    if client.can_paginate(operation):
        for page in client.get_paginator(operation).paginate():
            yield from page.get(where, ())
    else:
        yield from getattr(client, operation)().get(where, ())


def _client(service: str) -> Any:
    return boto3.client(service)


if __name__ == "__main__":
    json.dump(list(resources()), sys.stdout)
