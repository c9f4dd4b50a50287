"""Find the resources that a node of the diagram stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.analysis.diagram import Node
from generator.analysis.explorer.spec_relation import Origin

# Nodes by their icon, and the types of the resources in them.
TYPES: Mapping[str, tuple[str, ...]] = {
    "alb": ("aws_lb_listener", "aws_lb_listener_rule", "aws_lb_target_group"),
    "api": ("aws_api_gateway_", "aws_apigatewayv2_", "aws_wafv2_"),
    "aurora": ("aws_rds_", "aws_db_subnet_group"),
    "cloudtrail": ("aws_cloudtrail",),
    "cloudwatch": ("aws_cloudwatch_",),
    "config": ("aws_config_",),
    "dynamodb": ("aws_dynamodb_table", "aws_appautoscaling_"),
    "endpoint": ("aws_vpc_endpoint",),
    "guardduty": ("aws_guardduty_",),
    "kms": ("aws_kms_",),
    "nat": ("aws_nat_gateway", "aws_eip"),
    "parameters": ("aws_ssm_parameter",),
    "proxy": ("aws_db_proxy",),
    "s3": ("aws_s3_",),
    "secrets": ("aws_secretsmanager_",),
    "securityhub": ("aws_securityhub_",),
    "sns": ("aws_sns_",),
    "sqs": ("aws_sqs_",),
    "transit": ("aws_ec2_transit_gateway_",),
    "vpn": ("aws_vpn_", "aws_customer_gateway"),
}


def addresses_of_node(node: Node, origins: Mapping[str, Origin]) -> list[str]:
    """Return the addresses that a node stands for: of a function all that is created for its entry."""
    if node.icon == "lambda":
        own = f"aws_lambda_function.{node.key}"
        path = origins[own].path if own in origins else None
        return [address for address, origin in origins.items() if origin.path == path or address == own]
    return [address for address in origins if _is_of(address, TYPES.get(node.icon, ()), node)]


def _is_of(address: str, types: Iterable[str], node: Node) -> bool:
    if node.key.startswith("lb-") and address == f"aws_lb.{node.key.removeprefix('lb-')}":
        return True
    return any(address.startswith(kind) for kind in types)
