"""Read the status and the history of a rollout, as data and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.operations.aws_clients import aws_errors
from generator.operations.execution_events import current_state, outcome_reason, started_by, task_outcome, waited_step
from generator.operations.live_rollout import LiveRollout
from generator.operations.rollout_reader import RUNNING

SUCCEEDED, NONE = "SUCCEEDED", "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutStatus:
    """The newest execution, its state and the reason, live weights by target, states of guards."""

    execution: str | None
    status: str
    state: str | None
    waits_for: int | None
    reason: str
    weights: Mapping[str, list[dict[str, int]]]
    guards: Mapping[str, str]
    requests: Mapping[str, list[int]]

    def as_data(self) -> dict[str, Any]:
        return {
            "execution": self.execution,
            "status": self.status,
            "state": self.state,
            "waitsForApprovalOf": self.waits_for,
            "reason": self.reason,
            "weights": dict(self.weights),
            "guards": dict(self.guards),
            "requests": dict(self.requests),
        }

    def lines(self) -> Iterator[str]:
        """Yield the status as text."""
        at = f" in {self.state}" if self.state and self.status == RUNNING else ""
        yield f"{self.execution or 'no execution yet'}: {self.status}{at}"
        if self.waits_for is not None:
            yield f"waits for approval: payinfra rollout approve (step to {self.waits_for} per cent)"
        if self.reason:
            yield f"last look: {self.reason}"
        for target, weights in self.weights.items():
            shares = ", ".join(sorted({f"{found['blue']}/{found['green']}" for found in weights}))
            got = self.requests.get(target)
            yield f"  {target}: blue/green {shares}" + (f"; requests since the step {got[0]}/{got[1]}" if got else "")
        for name, state in self.guards.items():
            if state != "OK":
                yield f"  guard {name}: {state}"
        calm = sum(state == "OK" for state in self.guards.values())
        yield f"  guards that are OK: {calm} of {len(self.guards)}"

    def line(self) -> str:
        """Return the status in one line, for a log."""
        shares = {f"{found['blue']}/{found['green']}" for weights in self.weights.values() for found in weights}
        ringing = [name for name, state in self.guards.items() if state != "OK"]
        why = self.reason if self.status != RUNNING else ""
        parts = [self.status, self.state or "", f"blue/green {', '.join(sorted(shares))}", *ringing, why]
        return " | ".join(part for part in parts if part)


def read_status(live: LiveRollout, name: str | None = None) -> RolloutStatus:
    """Return the status of an execution: the named one, else the one that is under way, else the newest."""
    settings = live.settings()
    newest = _select_execution(live.executions(), name)
    events = list(live.events(newest["executionArn"])) if newest else []
    state, outcome = current_state(iter(events)), task_outcome(events)
    running = newest is not None and newest["status"] == RUNNING
    weights: dict[str, list[dict[str, int]]] = {}
    for target, found in live.rules(settings):
        weights.setdefault(target, []).append(found)
    return RolloutStatus(
        execution=newest["name"] if newest else None,
        status=newest["status"] if newest else NONE,
        state=state,
        waits_for=waited_step(state) if running else None,
        reason=outcome_reason(outcome),
        weights=weights,
        guards=_alarm_states(live, settings["guards"]),
        requests=outcome.get("requests", {}),
    )


def _select_execution(executions: list[dict[str, Any]], name: str | None) -> dict[str, Any] | None:
    """Another that was refused meanwhile is newer than the one that runs."""
    named = [found for found in executions if found["name"] == name]
    running = [found for found in executions if found["status"] == RUNNING]
    return next(iter(named or running or executions), None)


def history(live: LiveRollout) -> list[dict[str, Any]]:
    """Return every execution with what it ended by."""
    return [_history_entry(live, execution) for execution in live.executions()]


def _history_entry(live: LiveRollout, execution: Mapping[str, Any]) -> dict[str, Any]:
    events = list(live.events(execution["executionArn"]))
    outcome = task_outcome(events)
    return {
        "execution": execution["name"],
        "status": execution["status"],
        "started": str(execution["startDate"]),
        "ended": str(execution.get("stopDate") or ""),
        "startedBy": started_by(events),
        "reason": outcome_reason(outcome),
    }


def _alarm_states(live: LiveRollout, names: list[str]) -> dict[str, str]:
    states = dict.fromkeys(names, "gone")
    with aws_errors():
        for first in range(0, len(names), 100):
            some = names[first : first + 100]
            kinds = ["MetricAlarm", "CompositeAlarm"]
            found = live.client("cloudwatch").describe_alarms(AlarmNames=some, AlarmTypes=kinds)
            for kind in ("MetricAlarms", "CompositeAlarms"):
                states |= {alarm["AlarmName"]: alarm["StateValue"] for alarm in found.get(kind, ())}
    return states
