"""Read what an execution of a state machine has done, from its events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def current_state(events: Iterator[Mapping[str, Any]]) -> str | None:
    """Return the state in which an execution is, from its events, the newest first."""
    entered = (event.get("stateEnteredEventDetails", {}).get("name") for event in events)
    return next((name for name in entered if name), None)


def waited_step(state: str | None) -> int | None:
    """Return the step for whose approval a state waits."""
    for word in ("Approve", "Waiting", "Ask"):
        number = (state or "").removeprefix(word).removesuffix("Decision")
        if state and state.startswith(word) and number.isdigit():
            return int(number)
    return None


def started_by(events: list[dict[str, Any]]) -> str:
    """Return who started an execution, as its input has it."""
    begun = (event.get("executionStartedEventDetails", {}).get("input") for event in reversed(events))
    try:
        return str(json.loads(next((text for text in begun if text), "{}")).get("startedBy", ""))
    except ValueError:
        return ""


def task_outcome(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the outcome of the last task, from the newest state that was exited."""
    for event in events:
        text = event.get("stateExitedEventDetails", {}).get("output") or ""
        if text.startswith("{"):
            outcome: dict[str, Any] = json.loads(text).get("outcome", {})
            if outcome:
                return outcome
    return {}


def outcome_reason(outcome: Mapping[str, Any]) -> str:
    """Return the reason of an outcome, or the error message of a failed task, which Lambda encodes as JSON."""
    text = str(outcome.get("reason") or outcome.get("Cause") or "")
    try:
        cause = json.loads(text)
    except ValueError:
        return text
    return str(cause.get("errorMessage", text)) if isinstance(cause, dict) else text
