"""How a status is shown: on a terminal again and again, in a log a line a change."""

from __future__ import annotations

from typing import Any

from generator.operations.execution_events import current_state, outcome_reason, waited_step
from generator.operations.rollout_status import RolloutStatus, _select_execution
from generator.operations.rollout_watch import CLEAR, line_by_line, on_terminal


def status(**more: Any) -> RolloutStatus:
    settings: dict[str, Any] = {
        "execution": "abc-1",
        "status": "RUNNING",
        "state": "Bake10",
        "waits_for": None,
        "reason": "bakes for 30 s more",
        "weights": {"refunds": [{"blue": 90, "green": 10}]},
        "guards": {"alarm-a": "OK", "alarm-b": "ALARM"},
        "requests": {"refunds": [900, 100]},
    }
    return RolloutStatus(**(settings | more))


def test_everything_that_matters_at_night_is_on_the_screen():
    text = "\n".join(status().lines())
    for words in ("abc-1: RUNNING in Bake10", "blue/green 90/10", "900/100", "guard alarm-b: ALARM", "OK: 1 of 2"):
        assert words in text


def test_a_terminal_is_drawn_anew_and_a_log_gets_changes_alone():
    written: list[str] = []
    on_terminal(written.append)(status())
    assert written[0].startswith(CLEAR)
    written.clear()
    show = line_by_line(written.append)
    for shown in (status(), status(reason="bakes for 1 s more"), status(status="SUCCEEDED")):
        show(shown)
    assert [line.split(" | ")[0] for line in written] == ["RUNNING", "SUCCEEDED"]


def test_the_last_line_of_a_log_says_why():
    assert "aborted by ann" not in status(reason="aborted by ann").line()
    assert status(status="FAILED", reason="aborted by ann").line().endswith(" | aborted by ann")


def test_a_reason_is_what_a_task_says_and_of_one_that_failed_its_message():
    outcomes = (
        {"reason": "10 per cent baked"},
        {"Error": "NotReady", "Cause": '{"errorMessage": "alarm-a is ALARM, not OK", "errorType": "NotReady"}'},
        {"Error": "States.Timeout", "Cause": "it took too long"},
        {"Error": "Odd", "Cause": '["a list"]'},
        {},
    )
    assert [outcome_reason(outcome) for outcome in outcomes] == [
        "10 per cent baked",
        "alarm-a is ALARM, not OK",
        "it took too long",
        '["a list"]',
        "",
    ]


def test_one_that_was_refused_meanwhile_is_not_taken_for_the_one_that_runs():
    newest_first = [
        {"name": "past", "status": "FAILED"},
        {"name": "abc-1", "status": "RUNNING"},
        {"name": "old-1", "status": "SUCCEEDED"},
    ]
    assert _select_execution(newest_first, None) == newest_first[1]
    assert _select_execution([{**found, "status": "FAILED"} for found in newest_first], "abc-1")["name"] == "abc-1"
    assert _select_execution(newest_first[2:], None) == newest_first[2]
    assert _select_execution([], None) is None


def test_the_state_is_the_one_that_was_entered_last():
    events = [{"type": "TaskScheduled"}, {"stateEnteredEventDetails": {"name": "Watch10"}}]
    assert current_state(iter(events)) == "Watch10"
    assert current_state(iter([])) is None


def test_the_step_that_waits_for_an_approval_follows_from_the_state():
    assert [waited_step(state) for state in ("Waiting50", "Approve100", "Approve1Decision", "Bake10", None)] == [
        *(50, 100, 1),
        *(None, None),
    ]
