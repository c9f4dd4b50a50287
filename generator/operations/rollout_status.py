"""What a rollout does right now, as data, as lines, and again and again until it ends."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.operations.aws_clients import aws_errors
from generator.operations.live_rollout import RUNNING, LiveRollout, current_state, waited_step

CLEAR = "\x1b[H\x1b[2J"
LOOK_SECONDS = 5.0
SUCCEEDED, NONE = "SUCCEEDED", "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One look: the newest execution, where it is and why, live weights by target, guards by state."""

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


def look(live: LiveRollout, name: str | None = None) -> Status:
    """Return the status of an execution: the named one, else the one that is under way, else the newest."""
    settings = live.settings()
    newest = _chosen(live.executions(), name)
    events = list(live.events(newest["executionArn"])) if newest else []
    state, outcome = current_state(iter(events)), _outcome(events)
    running = newest is not None and newest["status"] == RUNNING
    weights: dict[str, list[dict[str, int]]] = {}
    for target, found in live.rules(settings):
        weights.setdefault(target, []).append(found)
    return Status(
        execution=newest["name"] if newest else None,
        status=newest["status"] if newest else NONE,
        state=state,
        waits_for=waited_step(state) if running else None,
        reason=_reason(outcome),
        weights=weights,
        guards=_guards(live, settings["guards"]),
        requests=outcome.get("requests", {}),
    )


def _chosen(executions: list[dict[str, Any]], name: str | None) -> dict[str, Any] | None:
    """Another that was refused meanwhile is newer than the one that runs."""
    named = [found for found in executions if found["name"] == name]
    running = [found for found in executions if found["status"] == RUNNING]
    return next(iter(named or running or executions), None)


def watch(
    live: LiveRollout,
    show: Callable[[Status], None],
    *,
    name: str | None = None,
    sleep: Callable[[float], None] = time.sleep,
    seconds: float = LOOK_SECONDS,
) -> Status:
    """Show the status until the execution ends, whatever is started meanwhile; the last one."""
    while True:
        status = look(live, name)
        name = status.execution
        show(status)
        if status.status != RUNNING:
            return status
        sleep(seconds)


def is_good(status: Status) -> bool:
    """Return whether a rollout has not gone back: a pipeline may go on."""
    return status.status in (SUCCEEDED, RUNNING, NONE)


def on_terminal(write: Callable[[str], None]) -> Callable[[Status], None]:
    """Return what shows a status in place of the last one."""
    return lambda status: write(CLEAR + "\n".join(status.lines()) + "\n")


def line_by_line(write: Callable[[str], None]) -> Callable[[Status], None]:
    """Return what shows a line where something has changed, for logs and pipelines."""
    last: list[str] = []

    def show(status: Status) -> None:
        if last[-1:] != [status.line()]:
            last.append(status.line())
            write(status.line() + "\n")

    return show


def history(live: LiveRollout) -> list[dict[str, Any]]:
    """Return every execution with what it ended by."""
    return [_ended(live, execution) for execution in live.executions()]


def _ended(live: LiveRollout, execution: Mapping[str, Any]) -> dict[str, Any]:
    events = list(live.events(execution["executionArn"]))
    outcome = _outcome(events)
    return {
        "execution": execution["name"],
        "status": execution["status"],
        "started": str(execution["startDate"]),
        "ended": str(execution.get("stopDate") or ""),
        "startedBy": _started_by(events),
        "reason": _reason(outcome),
    }


def _started_by(events: list[dict[str, Any]]) -> str:
    begun = (event.get("executionStartedEventDetails", {}).get("input") for event in reversed(events))
    try:
        return str(json.loads(next((text for text in begun if text), "{}")).get("startedBy", ""))
    except ValueError:
        return ""


def _outcome(events: list[dict[str, Any]]) -> dict[str, Any]:
    """What the last task has found, from the newest state that was left."""
    for event in events:
        text = event.get("stateExitedEventDetails", {}).get("output") or ""
        if text.startswith("{"):
            outcome: dict[str, Any] = json.loads(text).get("outcome", {})
            if outcome:
                return outcome
    return {}


def _reason(outcome: Mapping[str, Any]) -> str:
    """What a task has said: its reason, or why it failed, which Lambda hands on as JSON."""
    said = str(outcome.get("reason") or outcome.get("Cause") or "")
    try:
        cause = json.loads(said)
    except ValueError:
        return said
    return str(cause.get("errorMessage", said)) if isinstance(cause, dict) else said


def _guards(live: LiveRollout, names: list[str]) -> dict[str, str]:
    states = dict.fromkeys(names, "gone")
    with aws_errors():
        for first in range(0, len(names), 100):
            some = names[first : first + 100]
            kinds = ["MetricAlarm", "CompositeAlarm"]
            found = live.client("cloudwatch").describe_alarms(AlarmNames=some, AlarmTypes=kinds)
            for kind in ("MetricAlarms", "CompositeAlarms"):
                states |= {alarm["AlarmName"]: alarm["StateValue"] for alarm in found.get(kind, ())}
    return states
