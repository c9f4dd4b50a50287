"""Scheduled calls of payment-relay and database-replication: each measures, and continues what it has begun."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.builders.functions import FunctionExports
from generator.builders.functions.schedules import ScheduledCall, build_scheduled_call
from generator.planning.migration import RELAY, REPLICATING, REPLICATOR
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.migration import Migration
from generator.stack_plan import Scope, step

EVERY_MINUTE = 1


class Schedule(NamedTuple):
    """A call of a function: with which action, and after how many minutes again."""

    function: str
    action: str
    minutes: int

    def call(self, function_name: str) -> ScheduledCall:
        return ScheduledCall(
            qualifier=f"{self.function}-{self.action}",
            expression=f"rate({self.minutes} minute{'s' if self.minutes > 1 else ''})",
            description=f"Calls {function_name}: {self.action}",
            event=json.dumps({"action": self.action}),
        )


@step
def build_schedules(
    scope: Scope, move: Migration, naming: Naming, *, account: Account, functions: Mapping[str, FunctionExports]
) -> None:
    """Build the rule of EventBridge for each call; by the alias blue, as other events do by default."""
    for schedule in _schedules(move):
        if schedule.function in functions:
            function = functions[schedule.function]
            build_scheduled_call(
                scope,
                schedule.call(function.name),
                naming,
                account=account,
                function_name=function.name,
                alias=function.aliases["blue"],
            )


def _schedules(move: Migration) -> Iterator[Schedule]:
    yield Schedule(RELAY, "status", EVERY_MINUTE)
    if move.phase in REPLICATING and move.replication.method == "logical":
        yield Schedule(REPLICATOR, "status", EVERY_MINUTE)
        yield Schedule(REPLICATOR, "compare", move.replication.compare_every_minutes)
