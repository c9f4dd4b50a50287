"""Everything that can fail has an alarm: functions, queues, the API, targets, tables, the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compliance.alarms import watched
from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import references

CODE = "C-MON003"
TITLE = "Failures raise alarms"
REQUIREMENTS = ("10.4.1.1", "10.7.2", "10.7.3", "12.10.5")
SEVERITY: Severity = "high"


def _function(metric: str) -> Example:
    names = ("Throttles", metric)
    alarm = {
        "namespace": "AWS/Lambda",
        "dimensions": {"FunctionName": "f"},
        "comparison_operator": "GreaterThanThreshold",
    }
    alarms = {name: {**alarm, "metric_name": name} for name in names}
    return {"resource": {"aws_lambda_function": {"f": {"function_name": "f"}}, "aws_cloudwatch_metric_alarm": alarms}}


GOOD: Example = _function("Errors")
BAD: Example = _function("Duration")

# Type -> namespace, metrics that need an alarm each, the dimension that names the resource, the attribute with it.
NEEDED: Mapping[str, tuple[str, tuple[str, ...], str, str]] = {
    "aws_api_gateway_rest_api": ("AWS/ApiGateway", ("4XXError", "5XXError", "Latency"), "ApiName", "name"),
    "aws_dynamodb_table": ("AWS/DynamoDB", ("ReadThrottleEvents", "WriteThrottleEvents"), "TableName", "name"),
    "aws_lambda_function": ("AWS/Lambda", ("Errors", "Throttles"), "FunctionName", "function_name"),
    "aws_lb_target_group": ("AWS/ApplicationELB", ("UnHealthyHostCount",), "TargetGroup", "name"),
    "aws_rds_cluster": (
        "AWS/RDS",
        ("CPUUtilization", "DatabaseConnections"),
        "DBClusterIdentifier",
        "cluster_identifier",
    ),
    "aws_sqs_queue": ("AWS/SQS", ("ApproximateNumberOfMessagesVisible",), "QueueName", "name"),
    "aws_wafv2_web_acl": ("AWS/WAFV2", ("BlockedRequests",), "WebACL", "name"),
}


def check(stack: Stack) -> Iterator[Evidence]:
    alarms = [(alarm, metric) for alarm in stack.of("aws_cloudwatch_metric_alarm") for metric in watched(alarm)]
    for kind, (namespace, metrics, dimension, name) in NEEDED.items():
        for resource in stack.of(kind):
            if kind == "aws_lb_target_group" and resource.get("target_type") == "alb":
                continue  # its target's own groups are watched
            if kind == "aws_sqs_queue" and resource.get("redrive_policy"):
                continue  # what fails goes to another queue, which is watched
            for wanted in metrics:
                alarm = _alarm_on(alarms, resource, (namespace, wanted, dimension, str(resource.get(name))))
                if alarm is None:
                    yield missing(
                        resource.address, f"no alarm watches {namespace} {wanted}", "aws_cloudwatch_metric_alarm"
                    )
                else:
                    yield Evidence(alarm.address, "metric_name", wanted, True, f"watches {resource.address}")
                    yield _fires_above(alarm)


def _alarm_on(
    alarms: list[tuple[Resource, Mapping[str, Any]]], resource: Resource, wanted: tuple[str, str, str, str]
) -> Resource | None:
    namespace, name, dimension, own_name = wanted
    for alarm, metric in alarms:
        if (metric.get("namespace"), metric.get("metric_name")) != (namespace, name):
            continue
        value = (metric.get("dimensions") or {}).get(dimension)
        if value == own_name or resource.address in references(value):
            return alarm
    return None


def _fires_above(alarm: Resource) -> Evidence:
    """Failures are too many, never too few; a band or an expression says itself what it compares."""
    operator = alarm.get("comparison_operator")
    return observe(alarm, "comparison_operator", str(operator).startswith("GreaterThan"))
