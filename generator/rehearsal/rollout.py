"""Move weights as the rollout's state machine does: by the tasks of traffic-control, in the machine's order.

Only its waits are shorter. What the machine decides between two tasks is decided here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.planning.planned_rollout import CONTROLS, LAST_PERCENT, SAFE_PERCENT, PlannedRollout
from generator.planning.rollout_settings import parameter_name, rollout_settings
from generator.rehearsal.balancer import Balancer
from generator.rehearsal.deployed_functions import (
    CONTROL,
    REPLICATION,
    DeployedFunctions,
    FunctionFailed,
    RehearsalError,
)
from generator.rehearsal.granted_resources import put_parameter

POLL_SECONDS = 1.0
# A check that has not passed by then will not by itself.
PATIENCE_SECONDS = 90.0


class RolledBack(Exception):
    """The rollout decided to go back, and why."""


@dataclass(slots=True)
class Rollout:
    """One execution after the other. `asked` counts the polls of the check `database-replication` by their outcome."""

    planned: PlannedRollout
    functions: DeployedFunctions
    balancer: Balancer
    execution: str = ""
    before: int = SAFE_PERCENT
    memory: Mapping[str, Any] = field(default_factory=dict)
    executions: int = 0

    def begin(self) -> None:
        """Start an execution, with all on blue and all checks passed. Raises FunctionFailed."""
        self.executions += 1
        self.execution, self.before = f"rehearsal-{self.executions}", SAFE_PERCENT
        self.memory = self._task("preflight")["memory"]

    def shift(self, green: int) -> None:
        """Give green a share. Raises RolledBack."""
        self._decided("shift", green=green, before=self.before)
        self.before = green

    def baked(self, green: int, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Poll until the step has baked and its checks have passed. Raises RolledBack, with everything back on blue."""
        meanwhile()
        self.await_check()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._decided("watch", green=green) != "go":
            if time.monotonic() > deadline:
                raise RehearsalError(f"the step to {green} per cent does not end")
            time.sleep(POLL_SECONDS)

    def await_check(self) -> None:
        """Wait until database-replication lets a rollout go on. Raises RehearsalError with its answer."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            outcome = self._asked()
            if outcome["passed"]:
                return
            if time.monotonic() > deadline:
                raise RehearsalError(f"replication does not pass its check: {outcome['detail']}")
            time.sleep(POLL_SECONDS)

    def abort(self) -> None:
        """Abort the execution as `payinfra rollout abort` does, and let it go back."""
        text = f'{{"execution": "{self.execution}", "by": "the rehearsal"}}'
        put_parameter(self.functions.emulator, parameter_name(self.planned, "abort"), text)
        try:
            self._decided("watch", green=self.before)
        except RolledBack:
            return
        raise RehearsalError("an aborted rollout went on")

    def back(self) -> None:
        """Give blue everything."""
        self._task("restore")
        self._verify(SAFE_PERCENT)

    def end(self) -> None:
        """End the execution where green has everything."""
        self._verify(LAST_PERCENT)

    def _verify(self, green: int) -> None:
        outcome = self._task("verify", green=green)
        if outcome["decision"] != "go":
            raise RehearsalError(f"the weights are not what they should be: {outcome['reason']}")
        self.before = green

    def _decided(self, action: str, **given: Any) -> str:
        outcome = self._task(action, memory=self.memory, **given)
        self.memory = outcome["memory"]
        if outcome["decision"] == "rollback":
            self.back()
            raise RolledBack(outcome["reason"])
        return str(outcome["decision"])

    def _task(self, action: str, **given: Any) -> Mapping[str, Any]:
        event = {"action": action, "settings": self._settings(), "execution": self.execution, **given}
        answer: Mapping[str, Any] = self.functions.invoke(CONTROL, event)
        return answer

    def _asked(self) -> Mapping[str, Any]:
        question = {"rollout": self.planned.name, "execution": self.execution, "green": self.before}
        try:
            answer: Mapping[str, Any] = self.functions.invoke(REPLICATION, question)
        except FunctionFailed as failure:
            return {"passed": False, "detail": str(failure)}
        return answer

    def _settings(self) -> dict[str, Any]:
        arn = f"{self.functions.resources.function_arn(REPLICATION)}:green"
        checks = dict.fromkeys(self.planned.spec.checks, arn)
        settings = rollout_settings(self.planned, self.balancer.references(self.planned, checks))
        return {
            **settings,
            # No metric is evaluated here: guards are alarms, and counts come once a minute.
            "guards": [],
            "minimumRequests": 0,
            "bakeSeconds": 0,
            "pollSeconds": 1,
            "longestPollSeconds": 1,
        }


def write_controls(planned: PlannedRollout, functions: DeployedFunctions) -> None:
    """Create the parameters that control a rollout."""
    for control in CONTROLS:
        put_parameter(functions.emulator, parameter_name(planned, control), "{}")
