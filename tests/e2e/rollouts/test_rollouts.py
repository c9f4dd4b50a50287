"""Releases under load on an emulator: good ones, bad ones, and ones that are disturbed. What was counted is printed.

One release is applied by Terraform, as a person's is; the others are published by Lambda's API, which is what an apply
would do, only sooner. Two small rollouts are disturbed in each of their states while the big one is released.
"""

from __future__ import annotations

import itertools
import json
import math
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from generator.operations.rollout_plan import rows
from generator.operations.rollout_reader import RUNNING
from generator.operations.rollout_status import RolloutStatus
from generator.validation.load import load_environment
from generator.verify.plan import Change
from tests.e2e.rollouts.callers import CALLERS, Call, Callers, calling
from tests.e2e.rollouts.disturbances import PROMOTED, STATES, Disturbed, aborted, killed, mortal
from tests.e2e.rollouts.environment import NAMESPACE
from tests.e2e.rollouts.live import Live
from tests.e2e.rollouts.stand import Stand, running_stand
from tests.support.machine import quiet_machine
from tests.support.waiting import PATIENCE_SECONDS, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.xdist_group("rollouts")]
# Chance calls a good share bad once in so many times (one degree of freedom).
CHI_SQUARE_ONE_IN_100_000 = 19.5
STEPS = (10, 50, 100)
ABORT_CALLS = 20
Count = Callable[[str], None]


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with running_stand(tmp_path_factory.mktemp("rollouts")) as running:
        yield running


@pytest.fixture(scope="module")
def callers(stand: Stand) -> Iterator[Callers]:
    """Callers, who have the machine to themselves: they count under load."""
    with quiet_machine(), calling(stand) as calling_now:
        yield calling_now


@dataclass(slots=True)
class Campaign:
    """What was changed by the apply of a second version, and the disturbances that are under way since then."""

    version: str
    changes: list[Change]
    before: dict[str, tuple[str, str]]
    killed: Future[list[Disturbed]]
    aborted: Future[list[Disturbed]]
    mortal: Future[tuple[str, list[str]]]


@pytest.fixture(scope="module")
def campaign(stand: Stand, callers: Callers) -> Iterator[Campaign]:
    """A second version, applied; from then on two rollouts are disturbed again and again beside the tests."""
    before = stand.release.versions()
    version = f"applied at {time.time():.0f}"
    changes = stand.apply(version)
    with ThreadPoolExecutor(max_workers=3) as pool:
        kills = pool.submit(lambda: [killed(stand.rollouts["killed"], state) for state in STATES])
        # One after the other: they are of one rollout.
        deaths = pool.submit(lambda: (kills.result(), mortal(stand.rollouts["killed"]))[1])
        aborts = pool.submit(lambda: [aborted(stand.rollouts["aborted"], state) for state in STATES])
        yield Campaign(version, changes, before, kills, aborts, deaths)


@pytest.fixture
def release(stand: Stand, campaign: Campaign) -> Live:
    """The big rollout at rest: all on blue, no alarm rings, nothing is under way."""
    stand.release.until_home()
    wait_until(lambda: set(stand.release.look().guards.values()) == {"OK"}, "guards that are calm", every_seconds=0.3)
    return stand.release


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Count:
    return lambda text: record_property("counted", f"rollouts: {text}")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an execution: when it began to move weights, had moved all, when the next change began and ended."""

    percent: int
    begun: float
    moved: float
    left: float
    over: float


def steps_of(rollout: Live, execution: str) -> list[Step]:
    """The steps that an execution has made."""
    at: dict[str, dict[str, float]] = {"Entered": {}, "Exited": {}}
    for event in rollout.live.events(rollout.arn(execution)):
        for word, times in at.items():
            name = event.get(f"state{word}EventDetails", {}).get("name")
            if name:
                times[name] = event["timestamp"].timestamp()
    entered, exited = at["Entered"], at["Exited"]
    changes = [name for name in (*(f"Shift{step}" for step in STEPS), "Return", "Rollback") if name in entered]
    return [
        Step(int(name.removeprefix("Shift")), entered[name], exited[name], entered[after], exited[after])
        for name, after in itertools.pairwise(changes)
        if name.startswith("Shift")
    ]


def most_green(steps: list[Step], calls: list[Call]) -> float:
    """How many requests green may have got: the share of each step of what came in it, chance, and one a caller."""
    came = {step.percent: sum(step.begun <= call.at < step.over for call in calls) for step in steps}
    expected = sum(count * percent / 100 for percent, count in came.items())
    spread = sum(count * percent / 100 * (1 - percent / 100) for percent, count in came.items())
    return expected + 4 * math.sqrt(spread) + CALLERS


def chi_square(calls: list[Call], green: int) -> float:
    """How far the shares of some calls are from a weight."""
    found = Counter(call.colour for call in calls)
    expected = {"green": len(calls) * green / 100, "blue": len(calls) * (100 - green) / 100}
    assert set(found) <= {colour for colour, count in expected.items() if count}, found
    return sum((found[colour] - count) ** 2 / count for colour, count in expected.items() if count)


def words_for(calls: list[Call]) -> str:
    met = Counter((call.colour, call.failed) for call in calls)
    return (
        f"{len(calls)} requests, green {met['green', False] + met['green', True]} (failed {met['green', True]}), "
        f"blue {met['blue', False] + met['blue', True]} (failed {met['blue', True]})"
    )


def test_a_good_release_is_steered_from_the_command_line_and_promoted_without_a_failed_request(
    stand, callers, campaign, release, counted, tmp_path
):
    functions = set(release.functions)
    assert {change.address for change in campaign.changes} == {
        f"aws_lambda_alias.alias-{name}-green" for name in functions
    }
    assert release.blues() == {blue for blue, _ in campaign.before.values()}, "an apply leaves blue alone"
    spec, spec_before, begun = str(stand.spec), stand.spec.read_text(), time.time()
    plan = json.loads(stand.run("rollout", "plan", spec, "release", "--format", "json"))

    starting = stand.command("rollout", "start", spec, "release", "--watch")
    wait_until(lambda: bool(release.live.running()) or starting.poll() is not None, "a start", every_seconds=0.1)
    execution = release.live.require_running()["name"]
    release.until_in(execution, "Bake10", approving=False)
    starting.send_signal(signal.SIGKILL)
    starting.communicate()
    assert starting.returncode == -signal.SIGKILL

    assert f"execution {execution} is under way" in stand.run("rollout", "start", spec, "release", code=2)
    second = release.started_past_the_command()
    stand.run("rollout", "pause", spec, "release")
    release.until(execution, lambda: "held" in release.look(execution).reason, "a pause", approving=False)
    stand.run("rollout", "resume", spec, "release")
    wait_until(lambda: release.status(second) != RUNNING, "a refusal")
    assert release.status(second) == "FAILED"
    assert any("another execution of this rollout is under way" in notice for notice in release.notices.about(second))

    watching = stand.command("rollout", "status", spec, "release", "--watch")
    release.until_in(execution, "Waiting100", approving=False)
    assert stand.planned() == [], "a plan in the middle of a rollout is empty"
    shown = json.loads(stand.run("rollout", "status", spec, "release", "--format", "json"))
    assert (shown["status"], shown["waitsForApprovalOf"]) == ("RUNNING", 100)
    assert {(one["blue"], one["green"]) for rules in shown["weights"].values() for one in rules} == {(50, 50)}
    copy = tmp_path / "spec.yaml"
    shutil.copy(stand.spec, copy)
    stand.run("rollout", "record", str(copy), "release")
    written = load_environment(copy).load_balancer.targets
    assert [target.weights.green for target in written if target.name in functions] == [50, 50]
    assert copy.read_text().startswith("# Three rollouts")
    assert "step to 100 per cent" in stand.run("rollout", "approve", spec, "release", "--step", "100")

    out, err = watching.communicate(timeout=PATIENCE_SECONDS)
    assert (watching.returncode, err) == (0, "")
    assert out.splitlines()[-1].startswith("SUCCEEDED"), out
    assert "blue/green 0/100" in out
    (row,) = [
        found
        for found in json.loads(stand.run("rollout", "history", spec, "release", "--format", "json"))
        if found["execution"] == execution
    ]
    assert row["status"] == "SUCCEEDED"
    assert row["startedBy"].startswith("arn:aws:")

    calls = callers.of("release", begun)
    rate = sum(call.at >= begun for call in callers.calls) / (time.time() - begun)
    counted(f"good release: {words_for(calls)}; {rate:.0f} requests a second with those to others")
    assert not [call for call in callers.of("release", 0) if call.failed]
    for step in steps_of(release, execution):
        during = callers.within("release", step.moved, step.left)
        distance = chi_square(during, step.percent)
        counted(f"good release, step {step.percent}: {words_for(during)}, chi-square {distance:.2f}")
        assert len(during) > 20
        assert distance < CHI_SQUARE_ONE_IN_100_000

    assert all(blue == green for blue, green in release.versions().values())
    assert release.greens() == {0}
    sides = [
        side
        for side in json.loads(stand.run("release", "status", spec, "--format", "json"))
        if side["target"] in functions
    ]
    assert {(side["colour"], *side["weights"]) for side in sides} == {("blue", 100), ("green", 0)}
    assert len({(side["target"], side["version"], side["digest"]) for side in sides}) == len(functions)
    after = time.time()
    wait_until(lambda: len(callers.of("release", after)) > 30, "requests")
    assert {call.version for call in callers.within("release", after)} == {campaign.version}
    assert stand.planned() == [], "a plan after a rollout is empty"
    assert stand.spec.read_text() == spec_before, "the spec is as it was"
    _is_what_was_planned(stand, release, plan, execution, begun)


def _is_what_was_planned(stand: Stand, release: Live, plan: dict[str, Any], execution: str, begun: float) -> None:
    """What a plan says offline is what the execution did: its states in their order, and each call to the balancer."""
    entered = (
        event.get("stateEnteredEventDetails", {}).get("name") for event in release.live.events(release.arn(execution))
    )
    visited = list(dict.fromkeys(name for name in reversed(list(entered)) if name))
    states = [state["state"] for state in plan["states"]]
    assert [name for name in visited if name in states] == states
    seconds = {row.state: row.seconds for row in rows(release.live.machine())}
    assert set(seconds) == set(states)
    rules = {rule["arn"] for rule in release.settings["rules"]}
    assert len(rules) == len(plan["rules"])
    moves = stand.moves(begun)
    wanted = [*(step["green"] for step in plan["steps"]), 0]
    assert [green for _, green in moves] == [green for green in wanted for _ in rules]
    assert all({arn for arn, green in moves if green == step} == rules for step in wanted)


def ended(callers: Callers, release: Live, execution: str, title: str, counted: Count, begun: float) -> RolloutStatus:
    """Wait until a release has gone back, and judge how many callers have met green."""
    blue = release.blues()
    status = release.until_end(execution, approving=False)
    release.until_home()
    calls = callers.of("release", begun, time.time())
    green = [call for call in calls if call.colour == "green"]
    most = most_green(steps_of(release, execution), calls)
    counted(f"{title}: {words_for(calls)}, at most {most:.0f} green by its steps: {status.reason}")
    assert status.status == "FAILED"
    assert release.blues() == blue
    assert not [call for call in calls if call.colour != "green" and call.failed]
    assert len(green) <= most
    assert any("went back to blue" in notice for notice in release.notices.about(execution))
    return status


@pytest.mark.parametrize(("fault", "alarm"), [("errors", "errors"), ("import", "errors"), ("slow", "slow")])
def test_a_bad_release_goes_back_by_itself_and_few_callers_meet_it(stand, callers, release, counted, fault, alarm):
    begun = time.time()
    release.publish(fault, fault)
    execution = release.live.start()
    status = ended(callers, release, execution, f"bad release ({fault})", counted, begun)
    assert status.reason == f"alarm alarm-green-{alarm}-roll is ALARM"


def test_an_alarm_that_rings_already_keeps_it_from_starting(callers, release):
    release.publish("nobody gets it")
    begun = time.time()
    ringing = {"MetricName": "Errors", "Value": 50.0, "Unit": "Count"}
    release.emulator.client("cloudwatch").put_metric_data(Namespace=NAMESPACE, MetricData=[ringing])
    status = release.until_end(release.live.start())
    assert "alarm alarm-green-errors-roll is ALARM, not OK" in status.reason
    assert not [call for call in callers.within("release", begun) if call.colour == "green"]


def test_targets_of_green_that_fall_ill_bring_it_back_and_keep_it_from_starting(callers, release, counted):
    balancer, begun = release.emulator.client("elbv2"), time.time()
    group = release.settings["targets"][1]["groups"]["green"]
    release.publish("ill")
    execution = release.live.start()
    release.until_in(execution, "Bake10")
    balancer.add_tags(ResourceArns=[group], Tags=[{"Key": "emulated-ill", "Value": "yes"}])
    try:
        status = ended(callers, release, execution, "bad release (unhealthy)", counted, begun)
        again = release.until_end(release.live.start())
    finally:
        balancer.remove_tags(ResourceArns=[group], TagKeys=["emulated-ill"])
    for end in (status, again):
        assert "green of fraud-detection: " in end.reason
        assert "is unhealthy: Target.FailedHealthChecks" in end.reason


def test_weights_that_are_moved_by_hand_stop_it_and_it_says_so(callers, release, counted):
    begun = time.time()
    release.publish("by hand")
    execution = release.live.start()
    release.until_in(execution, "Bake10")
    rule = release.settings["rules"][0]
    target = next(found for found in release.settings["targets"] if found["name"] == rule["target"])
    weights = {"blue": 95, "green": 5}
    shares = [{"TargetGroupArn": target["groups"][colour], "Weight": share} for colour, share in weights.items()]
    release.emulator.client("elbv2").modify_rule(
        RuleArn=rule["arn"], Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": shares}}]
    )
    status = ended(callers, release, execution, "moved by hand", counted, begun)
    assert "has blue 95, green 5, not green 10: it was moved" in status.reason


def test_a_function_that_is_killed_in_every_task_after_what_it_has_done_does_not_stop_a_release(stand, campaign):
    execution, asked = campaign.mortal.result()
    rollout = stand.rollouts["killed"]
    assert rollout.status(execution) == "SUCCEEDED", rollout.look().reason
    assert not [name for name in asked if (rollout.folder / name).exists()], "each of them was obeyed"
    assert rollout.greens() == {0}
    assert all(blue == green for blue, green in rollout.versions().values())


def judged(callers: Callers, name: str, found: Disturbed) -> None:
    """Judge what all that are disturbed have in common: nobody noticed, and it went home, one way or the other."""
    assert not [call for call in callers.of(name, found.begun, found.ended) if call.failed], found
    if found.state != "Promote":
        assert found.blues == (found.new if found.state in PROMOTED else found.old), found
    # Ended in its middle, a promotion comes to its end or is taken back, whoever is sooner.
    assert found.blues in (found.old, found.new), found


def test_an_execution_that_is_ended_in_any_state_is_brought_home_and_that_is_said(stand, callers, campaign, counted):
    for found in campaign.killed.result():
        judged(callers, "killed", found)
        assert found.status == "ABORTED", found
        # Before it has begun there is nothing to go back from, and after its last look neither.
        if found.state not in ("Preflight", "Verify"):
            assert any("ended before its time and went back" in notice for notice in found.notices), found
    took = ", ".join(f"{found.state} {found.ended - found.begun:.0f} s" for found in campaign.killed.result())
    counted(f"ended from outside, released and home again: {took}")


def test_an_abort_is_the_same_few_calls_in_any_state_and_has_then_gone_back(stand, callers, campaign, counted):
    for found in campaign.aborted.result():
        judged(callers, "aborted", found)
        assert found.greens == {0}, found
        # At its end it has nothing left to do but to say that it is done.
        assert found.status == ("SUCCEEDED" if found.state in ("Return", "Returned", "Verify") else "FAILED"), found
    seconds = {found.state: found.seconds for found in campaign.aborted.result()}
    counted(f"aborts: {', '.join(f'{state} {took:.2f} s' for state, took in seconds.items())}")
    # How long they take is the machine's affair: it must wait for nothing but their answers.
    (calls,) = {tuple(found.calls) for found in campaign.aborted.result()}
    assert calls.count("invoke") == 1
    assert len(calls) <= ABORT_CALLS, calls


def test_a_traffic_control_that_moves_one_rule_of_two_is_noticed(stand, callers, release):
    defect = release.ask("defect-release")
    defect.write_text("moves one rule and does not read back", encoding="utf-8")
    release.publish("one rule")
    status = release.until_end(release.live.start())
    defect.unlink()
    assert status.status == "FAILED"
    assert "has blue 100, green 0, not green 10: it was moved" in status.reason
    release.until_home()


def test_a_traffic_control_that_does_not_go_back_is_noticed_and_goes_back_once_it_is_mended(stand, callers, release):
    release.publish("no way back")
    execution = release.live.start()
    release.until_in(execution, "Bake10")
    defect = release.ask("defect-release")
    defect.write_text("does not go back", encoding="utf-8")
    assert "green still has [10]" in stand.run("rollout", "abort", str(stand.spec), "release", code=1)
    wait_until(lambda: _is_told(release, execution, "goes back once more"), "a notice", every_seconds=0.3)
    assert release.greens() == {10}
    defect.unlink()
    assert "all traffic is on blue" in stand.run("rollout", "abort", str(stand.spec), "release")
    release.until_home()
    assert _is_told(release, execution, "went back to blue")


def _is_told(release: Live, execution: str, words: str) -> bool:
    return any(words in notice for notice in release.notices.about(execution))
