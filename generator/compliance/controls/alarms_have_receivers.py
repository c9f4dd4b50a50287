"""Every alarm notifies somebody: it has an action, its topic is of this stack, and the topic has a subscription."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compliance.alarms import is_on
from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import listed

CODE = "C-MON001"
TITLE = "Every alarm has a receiver"
REQUIREMENTS = ("10.4.1.1", "10.7.2", "10.7.3", "12.10.5")
SEVERITY: Severity = "high"


def _alarm(**changes: Any) -> Example:
    alarm = {"alarm_actions": ["${aws_sns_topic.t.arn}"], "treat_missing_data": "breaching", **changes}
    return {
        "resource": {
            "aws_sns_topic": {"t": {}},
            "aws_sns_topic_subscription": {"s": {"topic_arn": "${aws_sns_topic.t.arn}"}},
            "aws_cloudwatch_metric_alarm": {"a": alarm},
        }
    }


GOOD: Example = _alarm()
BAD: Example = _alarm(alarm_actions=[])

KINDS = ("aws_cloudwatch_composite_alarm", "aws_cloudwatch_metric_alarm")


def check(stack: Stack) -> Iterator[Evidence]:
    composed = " ".join(str(alarm.get("alarm_rule")) for alarm in stack.of("aws_cloudwatch_composite_alarm"))
    for alarm in stack.of(*KINDS):
        actions = listed(alarm.get("alarm_actions"))
        if not actions and _is_part(alarm.address, str(alarm.get("alarm_name")), composed):
            yield observe(alarm, "alarm_actions", True, "a composite alarm tells of it")
        elif not actions:
            yield missing(alarm.address, "tells nobody", "alarm_actions")
        for action in actions:
            topic = stack.follow(action, "aws_sns_topic")
            yield observe(alarm, "alarm_actions", topic is not None, "" if topic else "is no topic of this stack")
        yield observe(alarm, "actions_enabled", is_on(alarm), "on where it is unset")
    for topic in stack.of("aws_sns_topic"):
        receivers = stack.attached("aws_sns_topic_subscription", topic, "topic_arn")
        for receiver in receivers:
            yield observe(receiver, "endpoint", True, f"receives what {topic.address} says")
        if not receivers:
            yield missing(topic.address, "has no receiver", "aws_sns_topic_subscription")


def _is_part(address: str, name: str, rules: str) -> bool:
    return f"{address}." in rules or f'"{name}"' in rules
