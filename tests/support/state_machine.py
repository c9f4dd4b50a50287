"""An interpreter of state machines as data: the part of the Amazon States Language that rollouts use.

What Step Functions does by itself is done as its manual says: tasks are retried and caught, results are put where
ResultPath says. Time is the caller's: a wait calls `sleep`. A state that it does not know fails the test.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Task = Callable[[str, dict[str, Any]], Any]
# Step Functions, Quotas: what has more events fails.
MAX_EVENTS = 25_000
STEP = re.compile(r"\.([A-Za-z]\w*)|\[(\d+)\]")


class TaskFailed(Exception):
    """A task that failed, with the name that Step Functions gives the error."""

    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(f"{error}: {cause}")
        self.error, self.cause = error, cause


class Stopped(Exception):
    """The execution was ended from outside."""


@dataclass(slots=True)
class Execution:
    """One execution of a machine. `visited` are the states in their order; `ended` is how it did."""

    definition: Mapping[str, Any]
    name: str
    task: Task
    sleep: Callable[[float], None]
    given: Mapping[str, Any] = field(default_factory=dict)
    visited: list[str] = field(default_factory=list)
    events: int = 1
    ended: str = "RUNNING"
    error: str = ""

    def run(self) -> Execution:
        try:
            for data in self._states(copy.deepcopy(dict(self.given))):
                json.dumps(data)
        except Stopped:
            self.ended = "ABORTED"
        return self

    def _states(self, data: Any) -> Iterator[Any]:
        name: str | None = self.definition["StartAt"]
        while name is not None:
            if self.events > MAX_EVENTS:
                self.ended, self.error = "FAILED", "States.Runtime"
                return
            state = self.definition["States"][name]
            self.visited.append(name)
            self.events += 2
            data, name = getattr(self, f"_{state['Type'].lower()}")(state, data)
            yield data

    def _pass(self, state: Mapping[str, Any], data: Any) -> tuple[Any, str]:
        return _put(data, state.get("ResultPath", "$"), state["Result"]), state["Next"]

    def _wait(self, state: Mapping[str, Any], data: Any) -> tuple[Any, str]:
        self.sleep(state["Seconds"] if "Seconds" in state else _get(data, state["SecondsPath"]))
        return data, state["Next"]

    def _choice(self, state: Mapping[str, Any], data: Any) -> tuple[Any, str]:
        return data, next((rule["Next"] for rule in state["Choices"] if _holds(rule, data)), state["Default"])

    def _succeed(self, state: Mapping[str, Any], data: Any) -> tuple[Any, None]:
        self.ended = "SUCCEEDED"
        return data, None

    def _fail(self, state: Mapping[str, Any], data: Any) -> tuple[Any, None]:
        self.ended, self.error = "FAILED", state["Error"]
        return data, None

    def _task(self, state: Mapping[str, Any], data: Any) -> tuple[Any, str]:
        attempts: dict[int, int] = {}
        while True:
            self.events += 3
            try:
                result = self.task(state["Resource"], self._filled(state["Parameters"], data))
            except TaskFailed as failure:
                if self._tries_again(state, failure, attempts):
                    continue
                return self._caught(state, failure, data)
            path = state.get("ResultPath", "$")
            return (data if path is None else _put(data, path, result)), state["Next"]

    def _tries_again(self, state: Mapping[str, Any], failure: TaskFailed, attempts: dict[int, int]) -> bool:
        for number, retrier in enumerate(state.get("Retry", ())):
            if _covers(retrier, failure):
                done = attempts.get(number, 0)
                if done >= retrier.get("MaxAttempts", 3):
                    return False
                attempts[number] = done + 1
                pause = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2) ** done
                self.sleep(min(pause, retrier.get("MaxDelaySeconds", pause)))
                return True
        return False

    def _caught(self, state: Mapping[str, Any], failure: TaskFailed, data: Any) -> tuple[Any, str | None]:
        for catcher in state.get("Catch", ()):
            if _covers(catcher, failure):
                found = {"Error": failure.error, "Cause": failure.cause}
                return _put(data, catcher["ResultPath"], found), catcher["Next"]
        self.ended, self.error = "FAILED", failure.error
        return data, None

    def _filled(self, template: Any, data: Any) -> Any:
        if not isinstance(template, dict):
            return template
        return {
            key.removesuffix(".$"): self._found(value, data) if key.endswith(".$") else self._filled(value, data)
            for key, value in template.items()
        }

    def _found(self, path: str, data: Any) -> Any:
        if path == "$$.Execution.Name":
            return self.name
        return path if path.startswith("States.") else _get(data, path)


def _covers(rule: Mapping[str, Any], failure: TaskFailed) -> bool:
    return bool({"States.ALL", failure.error} & {*rule["ErrorEquals"]})


def _holds(rule: Mapping[str, Any], data: Any) -> bool:
    if "IsPresent" in rule:
        try:
            _get(data, rule["Variable"])
        except (KeyError, IndexError):
            return not rule["IsPresent"]
        return bool(rule["IsPresent"])
    return bool(_get(data, rule["Variable"]) == rule["StringEquals"])


def _get(data: Any, path: str) -> Any:
    for name, index in STEP.findall(path.removeprefix("$")):
        data = data[name] if name else data[int(index)]
    return copy.deepcopy(data)


def _put(data: Any, path: str, value: Any) -> Any:
    names = [name for name, _ in STEP.findall(path.removeprefix("$"))]
    if not names:
        return copy.deepcopy(value)
    (name,) = names
    return {**data, name: copy.deepcopy(value)}
