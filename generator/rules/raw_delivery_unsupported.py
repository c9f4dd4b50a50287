"""A bare message can go to a queue or a URL only: SNS refuses it for any other protocol."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SNS003"
LEVEL = "error"
SUMMARY = "raw delivery to a receiver that can't take it"
SOURCE = "SNS developer guide, Raw message delivery"

ALLOWED = ("https", "sqs")


def check(env: Environment) -> Iterator[Finding]:
    for topic in env.topics:
        for subscription in topic.subscriptions:
            if subscription.raw_delivery and subscription.protocol not in ALLOWED:
                message = (
                    f"{subscription.protocol} takes no raw delivery: take 'rawDelivery' out of {subscription.name!r}"
                )
                yield Finding(CODE, subscription.pointer / "rawDelivery", message)
