"""The SNS topics for alerts, and who receives them. Each is encrypted with the messaging key.

Generated from schemas/topics.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record


class Subscription(Record):
    """One receiver."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    protocol: Literal["email", "https", "lambda", "sqs"]
    """How the message travels. An e-mail address and a foreign URL must confirm before anything arrives."""
    endpoint: str
    """Where it goes: an e-mail address, an https URL, or the ARN of a function or queue. The queue's own policy,
    and its key, must let SNS send.
    """
    raw_delivery: bool
    """True sends the bare message without the JSON that SNS wraps around it. For https and sqs only."""


class Topic(Record):
    """One topic."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    display_name: str | None
    """The sender that the subject of an e-mail shows. Null leaves it out."""
    subscriptions: tuple[Subscription, ...]
    """Who receives the messages of this topic. Without any, nobody learns of an alarm."""
