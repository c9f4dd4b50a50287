"""The event sources of a function besides the API: schedules, streams of tables and queues, each through one alias."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.builders.encryption import KeyExports
from generator.builders.functions.event_queues import EventQueue
from generator.builders.functions.exports import AliasExports
from generator.builders.functions.grant_targets import table_arn
from generator.builders.functions.schedules import ScheduledCall, build_scheduled_call
from generator.builders.policy import statement
from generator.builders.tables import TableExports
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.functions import Events, Function, TableEvents
from generator.stack_plan import Scope, aws, step
from generator.stack_plan.scope import SpecPart

READ_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
READ_QUEUE = ("sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
# One message that fails does not bring back those of its batch that did not.
PARTIAL = ("ReportBatchItemFailures",)


def event_statements(
    function: Function,
    tables: Mapping[str, TableExports],
    queues: Sequence[EventQueue],
    keys: KeyExports,
    account: Account,
) -> Iterator[dict[str, Any]]:
    """Return the IAM statements with which Lambda reads a function's streams and queues."""
    # Composed as in `grant_targets`: whatever a function refers to is created before its predecessor goes.
    streams = [f"{table_arn(tables[events.name].name, account)}/stream/*" for events in function.events.tables]
    if streams:
        yield statement("ReadStreams", READ_STREAM, streams)
        # ListStreams takes no single stream.
        yield statement("ListStreams", ["dynamodb:ListStreams"], "*")
        via = {"StringEquals": {"kms:ViaService": f"dynamodb.{account.region}.amazonaws.com"}}
        yield statement("StreamKey", ["kms:Decrypt"], keys.data, conditions=via)
    if queues:
        yield statement("ReadQueues", READ_QUEUE, [queue.arn for queue in queues])


@step
def build_events(
    scope: Scope,
    function: Function,
    naming: Naming,
    *,
    account: Account,
    aliases: Mapping[str, AliasExports],
    tables: Mapping[str, TableExports],
    queues: Sequence[EventQueue],
    dead_letters: Arn,
    role_policy: Any,
) -> None:
    """Build the event sources, each of the alias that the spec names."""
    scope, alias = scope.at(function.events), aliases[function.events.alias]
    name = naming.name("lambda", function.name)
    for event, call in _scheduled_calls(function.events, function.name, f"Calls {name}, alias {alias.name}"):
        build_scheduled_call(scope.at(event), call, naming, account=account, function_name=name, alias=alias)
    for events in function.events.tables:
        _stream(scope.at(events), function, events, alias, _stream_arn(tables, events), dead_letters, role_policy)
    for queue in queues:
        aws.LambdaEventSourceMapping(
            scope.at(queue.events),
            f"events-{function.name}--queue-{queue.events.name}",
            function_name=alias.arn,
            event_source_arn=queue.arn,
            batch_size=queue.events.batch_size,
            function_response_types=list(PARTIAL),
            depends_on=[role_policy],
        )


def _scheduled_calls(events: Events, function_name: str, description: str) -> Iterator[tuple[SpecPart, ScheduledCall]]:
    if events.schedule is not None:
        yield (
            events,
            ScheduledCall(qualifier=function_name, expression=events.schedule, description=description),
        )
    for call in events.schedules:
        yield (
            call,
            ScheduledCall(
                # Two hyphens, which no name of a spec holds: a function of the joined name is another one.
                qualifier=f"{function_name}--{call.name}",
                expression=call.expression,
                description=f"{description}: {call.name}",
                event=call.input,
            ),
        )


def _stream(
    scope: Scope,
    function: Function,
    events: TableEvents,
    alias: AliasExports,
    stream_arn: Arn,
    dead_letters: Arn,
    role_policy: Any,
) -> None:
    failed = aws.LambdaEventSourceMappingDestinationConfigOnFailure(destination_arn=dead_letters)
    aws.LambdaEventSourceMapping(
        scope,
        f"events-{function.name}--table-{events.name}",
        function_name=alias.arn,
        event_source_arn=stream_arn,
        starting_position=events.starting_position,
        batch_size=events.batch_size,
        maximum_retry_attempts=events.maximum_retries,
        bisect_batch_on_function_error=True,
        function_response_types=list(PARTIAL),
        destination_config=aws.LambdaEventSourceMappingDestinationConfig(on_failure=failed),
        depends_on=[role_policy],
    )


def _stream_arn(tables: Mapping[str, TableExports], events: TableEvents) -> Arn:
    """The stream of a table. Rule FUN061 has made sure that there is one."""
    stream_arn = tables[events.name].stream_arn
    assert stream_arn is not None
    return stream_arn
