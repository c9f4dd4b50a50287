"""A failed event is kept in a queue, and a slow call can be traced."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack

CODE = "C-FUN003"
TITLE = "Functions are traced and keep what failed"
REQUIREMENTS = ("10.2.1", "10.7.2")
SEVERITY: Severity = "medium"
_FUNCTION = {"dead_letter_config": {"target_arn": "${aws_sqs_queue.q.arn}"}, "tracing_config": {"mode": "Active"}}
GOOD: Example = {"resource": {"aws_sqs_queue": {"q": {}}, "aws_lambda_function": {"f": _FUNCTION}}}
BAD: Example = {"resource": {"aws_sqs_queue": {"q": {}}, "aws_lambda_function": {"f": {}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for function in stack.of("aws_lambda_function"):
        queue = stack.follow(function.get("dead_letter_config.target_arn"), "aws_sqs_queue", "aws_sns_topic")
        yield observe(function, "dead_letter_config.target_arn", queue is not None)
        yield observe(function, "tracing_config.mode", function.get("tracing_config.mode") == "Active")
