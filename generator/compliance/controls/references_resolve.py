"""Every reference is to a resource of the stack."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import references

CODE = "C-CFG001"
TITLE = "Every reference leads to a resource of the stack"
REQUIREMENTS = ("2.2.1",)
SEVERITY: Severity = "high"
_ALARM = {"aws_cloudwatch_metric_alarm": {"a": {"alarm_actions": ["${aws_sns_topic.t.arn}"]}}}
GOOD: Example = {"resource": {**_ALARM, "aws_sns_topic": {"t": {}}}}
BAD: Example = {"resource": _ALARM}


def check(stack: Stack) -> Iterator[Evidence]:
    for resource in stack.resources:
        unknown = sorted(set(references(resource.body)) - stack.addresses)
        for address in unknown:
            yield Evidence(resource.address, "", address, False, f"there is no {address}")
        if not unknown:
            yield Evidence(resource.address, "", "references", True)
