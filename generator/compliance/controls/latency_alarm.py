"""The 99th percentile of the API's latency has an alarm: an average would hide the slow calls."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.alarms import statistic, watched
from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import number

CODE = "C-MON002"
TITLE = "An alarm watches the 99th percentile of latency"
REQUIREMENTS = ("10.7.2",)
SEVERITY: Severity = "medium"


def _alarm(value: str) -> Example:
    alarm = {"namespace": "AWS/ApiGateway", "metric_name": "Latency", "extended_statistic": value, "threshold": 2000}
    return {"resource": {"aws_api_gateway_stage": {"s": {}}, "aws_cloudwatch_metric_alarm": {"a": alarm}}}


GOOD: Example = _alarm("p99")
BAD: Example = _alarm("p50")

METRICS = ("Latency", "TargetResponseTime", "IntegrationLatency")
# A caller's patience: API Gateway gives up after 29 seconds.
LONGEST = 29_000


def check(stack: Stack) -> Iterator[Evidence]:
    found = False
    for alarm in stack.of("aws_cloudwatch_metric_alarm"):
        for metric in watched(alarm):
            if metric.get("namespace") == "AWS/ApiGateway" and metric.get("metric_name") in METRICS:
                value = statistic(metric)
                if value in ("p99", "p99.0", "p99.9", "p99.5"):
                    found = True
                    yield Evidence(alarm.address, "extended_statistic", value, True)
                    limit = number(alarm.get("threshold"))
                    ok = alarm.get("threshold_metric_id") is not None or (limit is not None and 0 < limit <= LONGEST)
                    yield Evidence(alarm.address, "threshold", alarm.get("threshold"), ok, "milliseconds")
    if stack.of("aws_api_gateway_stage") and not found:
        yield missing("aws_cloudwatch_metric_alarm", "none watches the p99 of the API's latency", "extended_statistic")
