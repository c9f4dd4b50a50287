"""Everything bears tags: whose it is, of which environment, and what data it may hold."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, seen
from generator.compliance.stack import Stack, attribute, blocks

CODE = "C-OPS003"
TITLE = "Everything is tagged"
REQUIREMENTS = ("12.5.1", "6.5.3")
SEVERITY: Severity = "low"


def _tagged(**tags: str) -> Example:
    return {
        "provider": {"aws": [{"default_tags": [{"tags": tags}]}]},
        "resource": {"aws_vpc": {"v": {"tags": {"Name": "v"}}}},
    }


GOOD: Example = _tagged(Environment="prod", ManagedBy="payinfra")
BAD: Example = _tagged(Environment="prod")

KEYS = ("Environment", "ManagedBy")
# Types that a person looks for by name in the console; the provider gives all others the default tags alone.
NAMED = (
    *("aws_acm_certificate", "aws_api_gateway_rest_api", "aws_api_gateway_stage", "aws_api_gateway_usage_plan"),
    *("aws_api_gateway_vpc_link", "aws_cloudtrail", "aws_cloudwatch_log_group", "aws_cloudwatch_metric_alarm"),
    *("aws_db_proxy", "aws_db_proxy_endpoint", "aws_db_subnet_group", "aws_dynamodb_table", "aws_eip", "aws_flow_log"),
    *("aws_iam_role", "aws_internet_gateway", "aws_kms_key", "aws_lambda_function", "aws_lb", "aws_lb_listener"),
    *("aws_lb_listener_rule", "aws_lb_target_group", "aws_nat_gateway", "aws_network_acl", "aws_rds_cluster"),
    *("aws_rds_cluster_instance", "aws_rds_cluster_parameter_group", "aws_route_table", "aws_s3_bucket"),
    *("aws_secretsmanager_secret", "aws_security_group", "aws_sns_topic", "aws_sqs_queue", "aws_ssm_parameter"),
    *("aws_subnet", "aws_vpc", "aws_vpc_endpoint", "aws_vpn_gateway", "aws_wafv2_web_acl"),
)


def check(stack: Stack) -> Iterator[Evidence]:
    providers = blocks(stack.document, "provider.aws")
    if not providers:
        yield missing("provider.aws", "there is no provider with default tags")
    for provider in providers:
        tags = attribute(provider, "default_tags.tags", {})
        for key in KEYS:
            yield Evidence("provider.aws", f"default_tags.tags.{key}", tags.get(key), bool(tags.get(key)))
        ignored = blocks(provider, "ignore_tags")
        yield Evidence("provider.aws", "ignore_tags", ignored or None, not ignored, "tags are not ignored")
    for resource in stack.of(*NAMED):
        yield seen(resource, "tags.Name", bool(attribute(resource.body, "tags.Name")))
