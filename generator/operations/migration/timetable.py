"""Lay the steps of the rollout out in time, from the very state machine that the stack gets."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from generator.operations.rollout_plan import expected_machine, rows
from generator.planning.planned_rollout import PlannedRollout


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableStep:
    """One step. `begins` and `ends` in minutes after the start, at the earliest: a step waits longer for approval, or
    where fewer than `requests_per_minute` come in all, of which green gets its per cent."""

    number: int
    green: int
    approval: bool
    begins: int
    ends: int
    minimum_requests: int
    requests_per_minute: int

    @property
    def blue(self) -> int:
        return 100 - self.green


def timetable(planned: PlannedRollout) -> list[TimetableStep]:
    """Return the steps in their order."""
    begins = dict(_begins(planned))
    least, minutes = planned.spec.minimum_requests, planned.bake_seconds / 60
    return [
        TimetableStep(
            number=number,
            green=step.percent,
            approval=step.needs_approval,
            begins=begins[step.percent],
            ends=begins[step.percent] + math.ceil(minutes),
            minimum_requests=least,
            requests_per_minute=math.ceil(least * 100 / step.percent / minutes),
        )
        for number, step in enumerate(planned.steps, 1)
    ]


def _begins(planned: PlannedRollout) -> Iterator[tuple[int, int]]:
    """The per cent of each step, and the minute in which it is set."""
    passed = 0
    for row in rows(expected_machine(planned)):
        if row.action == "shift" and row.green is not None:
            yield row.green, passed // 60
        passed += row.seconds or 0
