"""What calls payment-relay and database-replication by the clock: each measures, and goes on with what it has begun."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.builders.functions import FunctionExports
from generator.planning.migration import RELAY, REPLICATING, REPLICATOR
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.migration import Migration
from generator.stack_plan import Scope, aws, step

EVERY_MINUTE = 1


class Schedule(NamedTuple):
    """A call of a function: with which action, and after how many minutes again."""

    function: str
    action: str
    minutes: int

    @property
    def expression(self) -> str:
        return f"rate({self.minutes} minute{'s' if self.minutes > 1 else ''})"


@step
def build_schedules(
    scope: Scope, move: Migration, naming: Naming, *, account: Account, functions: Mapping[str, FunctionExports]
) -> None:
    """Build the rule of EventBridge for each call; by the alias blue, as other events do by default."""
    for schedule in _schedules(move):
        if schedule.function in functions:
            _build(scope, schedule, naming, account, functions[schedule.function])


def _schedules(move: Migration) -> Iterator[Schedule]:
    yield Schedule(RELAY, "status", EVERY_MINUTE)
    if move.phase in REPLICATING and move.replication.method == "logical":
        yield Schedule(REPLICATOR, "status", EVERY_MINUTE)
        yield Schedule(REPLICATOR, "compare", move.replication.compare_every_minutes)


def _build(scope: Scope, schedule: Schedule, naming: Naming, account: Account, function: FunctionExports) -> None:
    qualifier = f"{schedule.function}-{schedule.action}"
    name, alias = naming.name("schedule", qualifier), function.aliases["blue"]
    rule = aws.CloudwatchEventRule(
        scope,
        f"schedule-{qualifier}",
        name=name,
        description=f"Calls {function.name}: {schedule.action}",
        schedule_expression=schedule.expression,
        tags={"Name": name},
    )
    permission = aws.LambdaPermission(
        scope,
        f"schedule-{qualifier}-permission",
        statement_id=f"schedule-{schedule.action}",
        action="lambda:InvokeFunction",
        function_name=function.name,
        qualifier=alias.qualifier,
        principal="events.amazonaws.com",
        # Composed, not referred to: what a permission refers to is created before its predecessor goes.
        source_arn=f"arn:aws:events:{account.region}:{account.id}:rule/{name}",
    )
    aws.CloudwatchEventTarget(
        scope,
        f"schedule-{qualifier}-target",
        rule=rule.name,
        target_id="function",
        arn=alias.arn,
        input=json.dumps({"action": schedule.action}),
        depends_on=[permission],
    )
