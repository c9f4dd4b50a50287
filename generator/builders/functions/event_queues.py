"""The SQS queues that a function reads. What fails goes to the function's dead-letter queue."""

from __future__ import annotations

from dataclasses import dataclass

from generator.builders.encryption import KeyExports
from generator.builders.functions.dead_letters import DAY, build_queue
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.functions import Function, QueueEvents
from generator.stack_plan import Scope, step

# Of the function's timeout: Lambda may try a batch several times before the messages are seen again. Source: Lambda
# developer guide, "Using Lambda with Amazon SQS", Configuring a queue.
VISIBILITY_FACTOR = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQueue:
    """A queue that a function reads."""

    events: QueueEvents
    arn: Arn


@step
def build_event_queues(
    scope: Scope, function: Function, naming: Naming, *, keys: KeyExports, dead_letters: Arn
) -> tuple[EventQueue, ...]:
    """Build the queues, and return them in the order of the spec."""
    return tuple(
        _queue(scope.at(events), function, events, naming, keys, dead_letters) for events in function.events.queues
    )


def _queue(
    scope: Scope, function: Function, events: QueueEvents, naming: Naming, keys: KeyExports, dead_letters: Arn
) -> EventQueue:
    queue = build_queue(
        scope,
        f"{function.name}--{events.name}",
        naming,
        keys=keys,
        message_retention_seconds=events.retention_days * DAY,
        visibility_timeout_seconds=VISIBILITY_FACTOR * function.timeout_seconds,
        redrive_policy=f'{{"deadLetterTargetArn":"{dead_letters}","maxReceiveCount":{events.maximum_receives}}}',
    )
    return EventQueue(events=events, arn=Arn(queue.arn))
