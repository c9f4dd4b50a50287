"""The dead-letter queue: events that nobody waits for and that failed every retry."""

from __future__ import annotations

from typing import Any

from generator.builders.encryption import KeyExports
from generator.builders.policy import policy, statement
from generator.planning.naming import Naming
from generator.spec.model.functions import Function
from generator.stack_plan import Scope, aws, step

DAY = 86_400
HOUR = 3_600


def queue_qualifier(function: Function) -> str:
    """Return the qualifier of the queue's name."""
    return f"dead-letters-{function.name}"


@step
def build_dead_letter_queue(scope: Scope, function: Function, naming: Naming, *, keys: KeyExports) -> Any:
    """Build the dead-letter queue of a function. The function's own role may send to it."""
    retention = function.dead_letter_retention_days * DAY
    return build_queue(scope, queue_qualifier(function), naming, keys=keys, message_retention_seconds=retention)


def build_queue(scope: Scope, qualifier: str, naming: Naming, *, keys: KeyExports, **arguments: Any) -> Any:
    """Build a queue that is encrypted and open to TLS only."""
    name, construct_id = naming.name("queue", qualifier), f"queue-{qualifier}"
    queue = aws.SqsQueue(
        scope,
        construct_id,
        name=name,
        kms_master_key_id=keys.messaging,
        kms_data_key_reuse_period_seconds=HOUR,
        **arguments,
        tags={"Name": name},
    )
    tls_only = statement(
        "TlsOnly",
        ["sqs:*"],
        queue.arn,
        effect="Deny",
        principals="*",
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )
    aws.SqsQueuePolicy(scope, f"{construct_id}-policy", queue_url=queue.url, policy=policy(tls_only))
    return queue
