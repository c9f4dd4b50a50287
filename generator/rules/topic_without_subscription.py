"""A topic without a subscription delivers its alarms to nobody."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SNS004"
LEVEL = "warning"
SUMMARY = "nobody receives what a topic tells"
SOURCE = "PCI DSS v4.0.1, 10.7.2 and 12.10.5"


def check(env: Environment) -> Iterator[Finding]:
    unsubscribed = [topic.name for topic in env.topics if not topic.subscriptions]
    if unsubscribed:
        verb = "has no receiver" if len(unsubscribed) == 1 else "have no receivers"
        message = f"{', '.join(unsubscribed)} {verb}, so nobody learns of an alarm: add 'subscriptions'"
        yield Finding(CODE, env.pointer / "topics", message)
