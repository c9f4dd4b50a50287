"""The next step of a move: which it is in each phase, and every reason for which it may not be taken."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from generator.operations.migration.live_state import LiveState
from generator.operations.migration.next_step import migration_steps, select_next_step
from tests.support.moving import MOVE, moving

NOW = datetime(2026, 11, 28, 2, 0, tzinfo=timezone.utc)
CALM = {"count": 0, "complete": True, "oldest": None}
PASSED = {"passed": True, "detail": "no difference"}


def rollout(status: str = "NONE", **guards: str) -> dict[str, Any]:
    return {"execution": "abc-1", "status": status, "state": None, "guards": {"alarm-a": "OK", **guards}}


def weights(green: int) -> dict[str, dict[str, list[int]]]:
    return {"transaction-processing": {"blue": [100 - green] * 2, "green": [green] * 2}}


def unknown(minutes: int) -> dict[str, Any]:
    since = f"2026-11-28T01:{60 - minutes:02}:00.000000Z"
    return {"count": 1, "complete": True, "oldest": {"paymentId": "p1", "colour": "blue", "unknownSince": since}}


def facts(phase: str, green: int = 0, **more: Any) -> LiveState:
    settings: dict[str, Any] = {
        "applied": phase,
        "weights": weights(green),
        "rollout": rollout(),
        "unknown_payments": CALM,
        "check": PASSED,
        "alarms": {"alarm-migration-replication-lag-test": "OK"},
    }
    return LiveState(**(settings | more))


def chosen(phase: str, found: LiveState, **move: Any):
    env = moving(phase=phase, **move)
    assert env.migration is not None
    return select_next_step(env.migration, found, migration_steps(env.migration, found, "test", now=NOW))


@pytest.mark.parametrize(
    ("phase", "found", "name"),
    [
        ("prepare", facts("prepare"), "replicate"),
        ("replicate", facts("replicate"), "shift"),
        ("shift", facts("shift"), "start the rollout"),
        ("shift", facts("shift", 10, rollout=rollout("RUNNING")), "watch the rollout"),
        ("shift", facts("shift", 100, rollout=rollout("SUCCEEDED")), "complete"),
        ("shift", facts("shift", rollout=rollout("FAILED")), "start the rollout"),
    ],
)
def test_in_each_phase_one_step_is_next_and_allowed_where_all_is_well(phase, found, name):
    step = chosen(phase, found)
    assert (step.name, step.reasons) == (name, ())


CLOSED = {
    "relay": {**MOVE["relay"], "readOnly": True},
    "source": {**MOVE["source"], "payments": {"table": "payments.payments"}},
}
KEPT = {"payments": 9, "claimed": 1, "conflicts": 0, "unfit": 0, "unrecognised": 0, "final": True, "notFinal": None}


def decommissioning(kept: dict[str, Any] | None, **move: Any):
    found = facts("complete", 100, rollout=rollout("SUCCEEDED"), replication={"kept": kept})
    return chosen("complete", found, **{**CLOSED, **move})


def test_on_premises_is_decommissioned_when_all_that_it_has_booked_is_kept():
    step = decommissioning(KEPT)
    assert (step.name, step.reasons) == ("decommission", ())


@pytest.mark.parametrize(
    ("kept", "move", "words"),
    [
        (KEPT, {"relay": MOVE["relay"]}, "relay.readOnly is not set"),
        (None, {}, "nothing was kept"),
        ({**KEPT, "final": False, "notFinal": "the copy is behind"}, {}, "the copy is behind: keep again"),
        ({**KEPT, "conflicts": 1}, {}, "1 payments of on-premises are claimed by green, too"),
        ({**KEPT, "unfit": 2}, {}, "2 payments of on-premises do not fit the API"),
        ({**KEPT, "unrecognised": 3}, {}, "have no key by which a retry would be recognised"),
    ],
)
def test_what_is_not_kept_is_in_the_way_of_decommissioning(kept, move, words):
    assert words in " ".join(decommissioning(kept, **move).reasons)


def test_without_columns_of_payments_nothing_is_expected_to_be_kept():
    assert decommissioning(None, source=MOVE["source"]).is_allowed


STOPPED = [
    ("shift", {"applied": "replicate"}, "the spec says shift and the stack is in replicate: apply"),
    ("replicate", {"check": {"passed": False, "detail": "the lag is 99 s"}}, "the lag is 99 s"),
    ("shift", {"check": {"passed": False, "detail": "1 differences"}}, "1 differences"),
    ("shift", {"check": None, "unknown": {"check": "AWS refuses"}}, "cannot be told: AWS refuses"),
    ("shift", {"unknown_payments": unknown(6)}, "payment p1 of blue is unknown for 6 minutes"),
    ("prepare", {"unknown_payments": unknown(6)}, "ask its ledger"),
    ("shift", {"unknown_payments": None}, "payments of unknown outcome cannot be told"),
    ("shift", {"alarms": {"alarm-vpn-down--edge-test": "ALARM"}}, "alarms ring: alarm-vpn-down--edge-test"),
    ("shift", {"rollout": rollout(b="INSUFFICIENT_DATA")}, "guards: b is INSUFFICIENT_DATA"),
    ("shift", {"weights": weights(5)}, "green has 5 per cent: a rollout starts at 0"),
    ("shift", {"rollout": None}, "the rollout cannot be told"),
    ("complete", {"weights": weights(99)}, "green has 99 per cent: blue still has traffic"),
    ("complete", {"weights": weights(100), "unknown_payments": unknown(1)}, "which on-premises alone can tell"),
    ("complete", {"weights": weights(100), "check": {"passed": False, "detail": "fallback lags"}}, "fallback lags"),
]


@pytest.mark.parametrize(("phase", "more", "words"), STOPPED, ids=[f"{row[0]}: {row[2][:40]}" for row in STOPPED])
def test_what_is_in_the_way_is_the_reason(phase, more, words):
    step = chosen(phase, facts(phase, **more))
    assert not step.is_allowed
    assert words in " ".join(step.reasons)


def test_an_unknown_outcome_of_a_minute_is_the_business_of_the_relay():
    assert chosen("shift", facts("shift", unknown_payments=unknown(1))).is_allowed


def test_of_dms_the_alarms_say_what_replication_does():
    dms = {"replication": {"method": "dms"}}
    assert chosen("replicate", facts("replicate", check=None), **dms).is_allowed
    ringing = facts("replicate", check=None, alarms={"alarm-migration-replication-lag-test": "ALARM"})
    assert not chosen("replicate", ringing, **dms).is_allowed


def test_a_step_that_is_not_next_says_which_phase_it_follows():
    env = moving(phase="replicate")
    assert env.migration is not None
    found = {step.name: step for step in migration_steps(env.migration, facts("replicate"), "test", now=NOW)}
    assert "the phase is replicate, and this follows complete" in found["decommission"].reasons
    assert found["start the rollout"].how == "payinfra rollout start test migration --watch"
