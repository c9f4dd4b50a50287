"""Patch moto's SQS."""

from __future__ import annotations

import json
from typing import Any

from moto.sqs.models import Queue

from generator.verify.emulators.moto_patches.members import patch


def write_redrive_policies_without_spaces() -> None:
    """SQS returns the redrive policy of a queue as compact JSON, which the provider compares as a text."""
    plain = vars(Queue)["attributes"].fget

    def attributes(queue: Queue) -> dict[str, Any]:
        described: dict[str, Any] = plain(queue)
        if described.get("RedrivePolicy"):
            described["RedrivePolicy"] = json.dumps(json.loads(described["RedrivePolicy"]), separators=(",", ":"))
        return described

    patch(Queue, attributes=property(attributes))


def install() -> None:
    """Install all patches of this module."""
    write_redrive_policies_without_spaces()
