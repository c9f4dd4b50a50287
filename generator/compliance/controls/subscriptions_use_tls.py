"""Notifications leave for HTTPS endpoints and receivers inside AWS, never over plain HTTP or as text messages."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack

CODE = "C-TLS007"
TITLE = "Notifications are not sent over plain HTTP"
REQUIREMENTS = ("2.2.7", "4.2.1")
SEVERITY: Severity = "medium"
GOOD: Example = {
    "resource": {"aws_sns_topic_subscription": {"s": {"protocol": "https", "endpoint": "https://a.example"}}}
}
BAD: Example = {"resource": {"aws_sns_topic_subscription": {"s": {"protocol": "http", "endpoint": "http://a.example"}}}}

# Mail carries the text of an alarm: names and numbers, no payment data.
PROTOCOLS = ("email", "email-json", "firehose", "https", "lambda", "sqs")


def check(stack: Stack) -> Iterator[Evidence]:
    for subscription in stack.of("aws_sns_topic_subscription"):
        yield observe(subscription, "protocol", subscription.get("protocol") in PROTOCOLS)
