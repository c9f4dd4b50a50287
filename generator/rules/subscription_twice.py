"""For one endpoint SNS keeps one subscription: two entries would fight over it, and destroy it for each other."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SNS005"
LEVEL = "error"
SUMMARY = "a topic has one receiver twice"
SOURCE = "SNS API reference, Subscribe"


def check(env: Environment) -> Iterator[Finding]:
    for topic in env.topics:
        seen: dict[tuple[str, str], str] = {}
        for subscription in topic.subscriptions:
            receiver = (subscription.protocol, subscription.endpoint)
            first = seen.setdefault(receiver, subscription.name)
            if first != subscription.name:
                message = f"{subscription.name!r} of topic {topic.name!r} repeats {first!r}: remove one of the two"
                yield Finding(CODE, subscription.pointer / "endpoint", message)
