"""An alarm can fire: its metric is published, its threshold is a number, and missing data is treated explicitly."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.alarms import metrics
from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import number, references

CODE = "C-MON004"
TITLE = "Alarms watch metrics that exist"
REQUIREMENTS = ("10.4.1.1", "10.7.2")
SEVERITY: Severity = "medium"
_FILTER = {"metric_transformation": {"namespace": "payinfra/prod", "name": "failed", "value": "1"}}
_ALARM = {"namespace": "payinfra/prod", "threshold": 1, "treat_missing_data": "notBreaching", "evaluation_periods": 1}
_FILTERS = {"aws_cloudwatch_log_metric_filter": {"f": _FILTER}}
GOOD: Example = {"resource": {**_FILTERS, "aws_cloudwatch_metric_alarm": {"a": {**_ALARM, "metric_name": "failed"}}}}
BAD: Example = {"resource": {**_FILTERS, "aws_cloudwatch_metric_alarm": {"a": {**_ALARM, "metric_name": "faild"}}}}

MISSING_DATA = ("breaching", "ignore", "missing", "notBreaching")


def check(stack: Stack) -> Iterator[Evidence]:
    filtered = {_metric(item) for item in stack.of("aws_cloudwatch_log_metric_filter")}
    namespaces = {namespace for namespace, _ in filtered}
    watched: set[tuple[str, str]] = set()
    for alarm in stack.of("aws_cloudwatch_metric_alarm"):
        watched |= metrics(alarm)
        for namespace, name in sorted(metrics(alarm)):
            if namespace in namespaces:
                ok = (namespace, name) in filtered
                yield observe(alarm, "metric_name", ok, "" if ok else "no metric filter makes it", observed=name)
        yield observe(alarm, "treat_missing_data", alarm.get("treat_missing_data") in MISSING_DATA, "said on purpose")
        ok = number(alarm.get("threshold")) is not None or alarm.get("threshold_metric_id") is not None
        yield observe(alarm, "threshold", ok)
        yield observe(alarm, "evaluation_periods", 0 < (number(alarm.get("evaluation_periods")) or 0) <= 100)
    for item in stack.of("aws_cloudwatch_log_metric_filter"):
        used = _metric(item) in watched
        note = "" if used else "is counted, and no alarm looks at it"
        yield observe(item, "metric_transformation.name", used, note)
        value = item.get("metric_transformation.value")
        yield observe(item, "metric_transformation.value", value not in (None, "0", 0), "what each event counts")
        group = item.get("log_group_name")
        known = (
            group is None or not list(references(group)) or stack.follow(group, "aws_cloudwatch_log_group") is not None
        )
        yield observe(item, "log_group_name", known)


def _metric(item: Resource) -> tuple[str, str]:
    return str(item.get("metric_transformation.namespace")), str(item.get("metric_transformation.name"))
