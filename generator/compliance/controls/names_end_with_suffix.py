"""Every name ends with the suffix of the environment: no two environments of an account can meet."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, seen
from generator.compliance.stack import Stack, attribute, blocks

CODE = "C-OPS002"
TITLE = "Every name ends with the environment's suffix"
REQUIREMENTS = ("6.5.3", "6.5.4", "12.5.1")
SEVERITY: Severity = "medium"
_PROVIDER = {"aws": [{"default_tags": [{"tags": {"Environment": "prod"}}]}]}
GOOD: Example = {"provider": _PROVIDER, "resource": {"aws_sns_topic": {"t": {"name": "topic-prod"}}}}
BAD: Example = {"provider": _PROVIDER, "resource": {"aws_sns_topic": {"t": {"name": "topic-dev"}}}}

# Type -> attribute with the name that AWS knows the resource by.
NAMES = {
    **dict.fromkeys(
        (
            *("aws_api_gateway_api_key", "aws_api_gateway_request_validator", "aws_api_gateway_rest_api"),
            *("aws_api_gateway_usage_plan", "aws_api_gateway_vpc_link", "aws_appautoscaling_policy", "aws_cloudtrail"),
            *("aws_apigatewayv2_vpc_link", "aws_config_config_rule", "aws_config_configuration_recorder"),
            *("aws_cloudwatch_log_metric_filter", "aws_db_proxy", "aws_db_subnet_group", "aws_dynamodb_table"),
            *("aws_iam_role", "aws_kms_alias", "aws_lb", "aws_lb_target_group", "aws_rds_cluster_parameter_group"),
            *("aws_secretsmanager_secret", "aws_security_group", "aws_sns_topic", "aws_sqs_queue", "aws_wafv2_web_acl"),
        ),
        "name",
    ),
    "aws_cloudwatch_composite_alarm": "alarm_name",
    "aws_cloudwatch_dashboard": "dashboard_name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_db_proxy_endpoint": "db_proxy_endpoint_name",
    "aws_lambda_function": "function_name",
    "aws_rds_cluster": "cluster_identifier",
    "aws_rds_cluster_instance": "identifier",
    "aws_s3_bucket": "bucket",
}
# Hierarchical names: AWS reads them from the left, so that the suffix stands in the first part or in the owner's name.
CONTAINING = {
    "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_log_metric_filter": "metric_transformation.namespace",
    "aws_ssm_parameter": "name",
}


def check(stack: Stack) -> Iterator[Evidence]:
    suffix = environment(stack)
    if suffix is None:
        yield missing("provider.aws", "default_tags names no Environment", "default_tags.tags.Environment")
        return
    for resource in stack.of(*NAMES):
        path = NAMES[resource.type]
        name = str(resource.get(path, ""))
        yield seen(resource, path, name.endswith(f"-{suffix}"), "" if name else "has no name of its own")
    for resource in stack.of(*CONTAINING):
        path = CONTAINING[resource.type]
        name = str(resource.get(path, ""))
        yield seen(resource, path, _contains(name, suffix))
    for resource in stack.resources:
        tag = attribute(resource.body, "tags.Name")
        if tag is not None:
            yield seen(resource, "tags.Name", _contains(str(tag), suffix), observed=tag)


def environment(stack: Stack) -> str | None:
    """The suffix of the environment, as the provider tags everything with it."""
    for provider in blocks(stack.document, "provider.aws"):
        for tags in blocks(provider, "default_tags"):
            value = attribute(tags, "tags.Environment")
            if value:
                return str(value)
    return None


def _contains(name: str, suffix: str) -> bool:
    """The suffix as a part of its own: at the end of the name, or of one of its segments."""
    return any(part == suffix or part.endswith(f"-{suffix}") for part in name.split("/")) or "${" in name
