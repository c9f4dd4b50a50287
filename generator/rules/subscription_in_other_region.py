"""A topic may call a function of its own region only, and an alert that crosses regions needs both to be well."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.topics import Subscription

CODE = "SNS002"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "a receiver lives in another region"
SOURCE = "SNS developer guide, Cross-region delivery"


def check(env: Environment) -> Iterator[Finding]:
    for topic in env.topics:
        for subscription in topic.subscriptions:
            region = _region(subscription)
            if region in ("", env.aws_region):
                continue
            is_function = subscription.protocol == "lambda"
            remedy = (
                "name one there" if is_function else "name one there, or make sure that its policy admits this topic"
            )
            kind = "function" if is_function else "queue"
            message = f"the {kind} of {subscription.name!r} is in {region}, the topic in {env.aws_region}: {remedy}"
            yield Finding(CODE, subscription.pointer / "endpoint", message, level="error" if is_function else "warning")


def _region(subscription: Subscription) -> str:
    steps = subscription.endpoint.split(":")
    return steps[3] if subscription.protocol in ("lambda", "sqs") and len(steps) > 5 else ""
