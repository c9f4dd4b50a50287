"""An approval before a step that does not exist would never be asked for."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "ROL005"
LEVEL = "error"
SUMMARY = "an approval is asked before a step that is none"
SOURCE = "generator/planning/rollout_machine.py"


def check(env: Environment) -> Iterator[Finding]:
    for rollout in env.rollouts:
        for index, step in enumerate(rollout.approval.before):
            if step not in rollout.steps:
                steps = ", ".join(str(percent) for percent in rollout.steps)
                message = f"there is no step to {step} per cent: the steps are {steps}"
                yield Finding(CODE, rollout.approval.pointer / "before" / index, message)
