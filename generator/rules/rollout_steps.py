"""Steps lead to green one after the other: one that falls takes back what was proved, and the last must be all."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.planned_rollout import LAST_PERCENT
from generator.spec.model import Environment
from generator.spec.model.rollouts import Rollout

CODE = "ROL001"
LEVEL = "error"
SUMMARY = "the steps of a rollout do not rise to 100"
SOURCE = "generator/planning/rollout_machine.py"


def check(env: Environment) -> Iterator[Finding]:
    for rollout in env.rollouts:
        falls = list(_falling(rollout))
        yield from falls
        if not falls and rollout.steps[-1] != LAST_PERCENT:
            message = f"the last step is {rollout.steps[-1]}: end with 100, after which blue is promoted"
            yield Finding(CODE, rollout.pointer / "steps" / (len(rollout.steps) - 1), message)


def _falling(rollout: Rollout) -> Iterator[Finding]:
    for index, (before, step) in enumerate(zip(rollout.steps, rollout.steps[1:], strict=False), 1):
        if step <= before:
            ordered = ", ".join(str(percent) for percent in sorted({*rollout.steps, LAST_PERCENT}))
            message = f"{step} after {before} is no step up: write {ordered}"
            yield Finding(CODE, rollout.pointer / "steps" / index, message)
