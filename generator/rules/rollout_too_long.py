"""An execution of Step Functions has 25,000 events: one that needs more ends half-way."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.planned_rollout import MAX_EVENTS
from generator.planning.rollouts import plan_rollouts
from generator.spec.model import Environment

CODE = "ROL006"
LEVEL = "error"
SUMMARY = "a rollout is too long for one execution"
SOURCE = "Step Functions developer guide, Quotas"


def check(env: Environment) -> Iterator[Finding]:
    for planned in plan_rollouts(env):
        events = planned.longest_history()
        if events > MAX_EVENTS:
            message = (
                f"it may take {events:,} events, an execution has 25,000, and {MAX_EVENTS:,} are for steps and waits: "
                "ask for fewer steps or approvals, or a shorter 'waitHours'"
            )
            yield Finding(CODE, planned.spec.pointer / "steps", message)
