"""Changes of the trail, a key, a security group or an alarm notify somebody, and so does the use of root."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.alarms import metrics
from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.stack import Resource, Stack

CODE = "C-MON005"
TITLE = "Changes of controls raise alarms"
REQUIREMENTS = ("10.2.1.2", "10.3.4", "10.4.1.1", "10.7.2", "10.7.3", "11.5.2")
SEVERITY: Severity = "high"

# What must be seen, and the words of which each group needs one in the filter's pattern.
EVENTS = {
    "the trail is stopped or changed": (("StopLogging",), ("DeleteTrail",), ("UpdateTrail",)),
    "a key is disabled or deleted": (("DisableKey",), ("ScheduleKeyDeletion",)),
    "a security group is opened": (("AuthorizeSecurityGroup",),),
    "alarms or logs are removed": (("DeleteAlarms",), ("DeleteLogGroup",)),
    "root is used": (('$.userIdentity.type = "Root"',),),
    "calls are refused": (("AccessDenied",),),
    "a rotation fails": (("RotationFailed",),),
}


def _watched(name: str) -> Example:
    words = " || ".join(group[0] for groups in EVENTS.values() for group in groups)
    metric = {"namespace": "payinfra", "name": "changes"}
    filters = {
        "pattern": f"{{ {words} }}",
        "log_group_name": "${aws_cloudwatch_log_group.g.name}",
        "metric_transformation": metric,
    }
    trail = {"cloud_watch_logs_group_arn": "${aws_cloudwatch_log_group.g.arn}:*"}
    return {
        "resource": {
            "aws_cloudtrail": {"t": trail},
            "aws_cloudwatch_log_group": {"g": {}},
            "aws_cloudwatch_log_metric_filter": {"f": filters},
            "aws_cloudwatch_metric_alarm": {"a": {"namespace": "payinfra", "metric_name": name}},
        }
    }


GOOD: Example = _watched("changes")
BAD: Example = _watched("something-else")


def check(stack: Stack) -> Iterator[Evidence]:
    alarmed = {metric: alarm for alarm in stack.of("aws_cloudwatch_metric_alarm") for metric in metrics(alarm)}
    for trail in stack.of("aws_cloudtrail"):
        group = stack.follow(str(trail.get("cloud_watch_logs_group_arn", "")).removesuffix(":*"))
        filters = stack.attached("aws_cloudwatch_log_metric_filter", group, "log_group_name") if group else []
        for what, words in EVENTS.items():
            if what == "a rotation fails" and not stack.of("aws_secretsmanager_secret"):
                continue
            yield _event(filters, alarmed, what, words)


def _event(
    filters: list[Resource],
    alarmed: dict[tuple[str, str], Resource],
    what: str,
    words: tuple[tuple[str, ...], ...],
) -> Evidence:
    for item in filters:
        pattern = str(item.get("pattern"))
        if all(any(word in pattern for word in group) for group in words):
            metric = (str(item.get("metric_transformation.namespace")), str(item.get("metric_transformation.name")))
            alarm = alarmed.get(metric)
            if alarm is not None:
                return Evidence(alarm.address, "metric_name", metric[1], True, f"told when {what}, by {item.address}")
            return Evidence(
                item.address, "metric_transformation.name", metric[1], False, f"no alarm is told when {what}"
            )
    return missing("aws_cloudwatch_log_metric_filter", f"nobody is told when {what}")
