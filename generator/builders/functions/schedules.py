"""Scheduled calls of a function: a rule of EventBridge, the permission to call one alias, and the target."""

from __future__ import annotations

from dataclasses import dataclass

from generator.builders.functions.exports import AliasExports
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.stack_plan import Scope, aws


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledCall:
    """`qualifier` is unique among the calls of an environment; `event` is JSON, or None for EventBridge's own."""

    qualifier: str
    expression: str
    description: str
    event: str | None = None


def build_scheduled_call(
    scope: Scope, call: ScheduledCall, naming: Naming, *, account: Account, function_name: str, alias: AliasExports
) -> None:
    """Build one call of an alias."""
    construct, name = f"schedule-{call.qualifier}", naming.name("schedule", call.qualifier)
    rule = aws.CloudwatchEventRule(
        scope,
        construct,
        name=name,
        description=call.description,
        schedule_expression=call.expression,
        tags={"Name": name},
    )
    permission = aws.LambdaPermission(
        scope,
        f"{construct}-permission",
        statement_id=construct,
        action="lambda:InvokeFunction",
        function_name=function_name,
        qualifier=alias.qualifier,
        principal="events.amazonaws.com",
        # Composed, not referred to: what a permission refers to is created before its predecessor goes.
        source_arn=f"arn:aws:events:{account.region}:{account.id}:rule/{name}",
    )
    aws.CloudwatchEventTarget(
        scope,
        f"{construct}-target",
        rule=rule.name,
        target_id="function",
        arn=alias.arn,
        **({} if call.event is None else {"input": call.event}),
        depends_on=[permission],
    )
