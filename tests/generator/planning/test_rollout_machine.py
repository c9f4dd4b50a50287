"""The state machine of a rollout, run in a world of its own: what it does when all is well, and when it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from generator.planning.planned_rollout import MAX_EVENTS
from tests.support.rollout_world import NEW, OLD, Unavailable, World, migration_of, planned_of, stop
from tests.support.state_machine import TaskFailed


def shares(world: World) -> list[int]:
    """What green had, one after the other."""
    found: list[int] = []
    for _, green in world.history:
        if found[-1:] != [green]:
            found.append(green)
    return found


def when(action: str, effect: Callable[[World], None], *, call: int = 1) -> Callable[[World], None]:
    """Prepare a world in which something happens right before a task is done for the n-th time."""

    def prepare(world: World) -> None:
        seen: list[str] = []

        def before(current: str) -> None:
            seen.append(current)
            if current == action and seen.count(action) == call:
                effect(world)

        world.before_task = before

    return prepare


def test_a_good_release_goes_step_by_step_and_ends_on_blue_with_the_new_version():
    world = World(planned_of())
    done = world.start()
    assert done.ended == "SUCCEEDED", world.notices
    assert shares(world) == [0, 1, 10, 50, 100, 0]
    assert set(world.green()) == {0}
    assert all(pair == {"blue": NEW, "green": NEW} for pair in world.versions.values())
    assert [notice for notice in world.notices if "is done" in notice]
    assert done.events < MAX_EVENTS


def test_every_step_bakes_as_long_as_the_spec_says():
    world = World(planned_of(bakeMinutes=7))
    world.start()
    times = {green: at for at, green in reversed(world.history)}
    assert times[10] - times[1] >= 7 * 60
    assert times[100] - times[50] >= 7 * 60


def test_without_a_function_behind_blue_green_keeps_everything():
    world = World(migration_of())
    assert world.start().ended == "SUCCEEDED", world.notices
    assert set(world.green()) == {100}


def test_blue_keeps_its_version_for_the_drain_window_after_it_has_lost_its_weight():
    world = World(planned_of(drainSeconds=120))
    promoted: list[float] = []
    when("promote", lambda found: promoted.append(found.now))(world)
    world.start()
    at_all = next(at for at, green in world.history if green == 100)
    assert promoted[0] - at_all >= 5 * 60 + 120


WARM = {"functions": [{"name": "fraud-detection", "aliases": {"blue": {"provisionedConcurrency": 2}}}]}


def had_when_blue_came_back(world: World) -> tuple[Any, str]:
    """How a release ended, and what Lambda said of blue's environments when it got its traffic back."""
    seen: list[str] = []
    when("restore", lambda found: seen.append(found.provisioned[0]))(world)
    return world.start().ended, seen[0]


def test_blue_gets_its_traffic_back_once_its_environments_are_initialized():
    world = World(planned_of(WARM), provisioned=["IN_PROGRESS"] * 5 + ["READY"])
    assert had_when_blue_came_back(world) == ("SUCCEEDED", "READY")
    assert world.tasks.count("warm") == 6


@pytest.mark.parametrize("state", ["IN_PROGRESS", "FAILED"])
def test_environments_that_never_come_keep_nobody_on_green(state):
    world = World(planned_of(WARM), provisioned=[state])
    assert had_when_blue_came_back(world) == ("SUCCEEDED", state)
    assert set(world.green()) == {0}


def test_an_abort_is_seen_while_blue_warms_up():
    world = World(planned_of(WARM), provisioned=["IN_PROGRESS"])
    when("warm", abort, call=2)(world)
    assert world.start().error == "Rollback"
    assert set(world.green()) == {0}
    assert {pair["blue"] for pair in world.versions.values()} == {NEW}


def test_where_blue_keeps_no_environments_nothing_is_waited_for():
    assert not {"Warm", "Warming"} & {*World(planned_of()).machine()["States"]}


def ring(world: World) -> None:
    world.alarms[next(iter(world.alarms))] = "ALARM"


def vanish(world: World) -> None:
    world.alarms.popitem()


def by_hand(world: World) -> None:
    rule, share = next(iter(world.weights.items()))
    world.set_weights(rule, dict(zip(share, (70, 30), strict=True)))


def publish(world: World) -> None:
    for pair in world.versions.values():
        pair["green"] = "5"


def abort(world: World) -> None:
    world.say("abort")


def fall_ill(world: World) -> None:
    world.unhealthy_groups["arn:fraud-detection:green"] = ["a is unhealthy: Target.FailedHealthChecks"]


def fail_check(world: World) -> None:
    world.passed = False


def remove_rule(world: World) -> None:
    world.weights.popitem()


STOPS = [
    ("an alarm", ring, "alarm-"),
    ("an alarm that is deleted", vanish, "is gone"),
    ("weights that were moved by hand", by_hand, "it was moved"),
    ("an apply that publishes", publish, "is version 5, not 4"),
    ("an abort", abort, "aborted by ann"),
    ("targets of green that fall ill", fall_ill, "green of fraud-detection: a is unhealthy"),
    ("a rule that an apply takes away", remove_rule, "is gone"),
]


@pytest.mark.parametrize(("sentence", "effect", "words"), STOPS, ids=[row[0] for row in STOPS])
@pytest.mark.parametrize("call", [1, 4, 15, 35])
def test_what_goes_wrong_while_a_step_bakes_brings_everything_back(sentence, effect, words, call):
    world = World(planned_of())
    reasons: list[Any] = []
    when("watch", effect, call=call)(world)
    done = world.start()
    reasons += world.notices
    assert (done.ended, done.error) == ("FAILED", "Rollback"), sentence
    assert done.visited.count("Rollback") == 1
    assert set(world.green()) == {0}
    assert {pair["blue"] for pair in world.versions.values()} == {OLD}


@pytest.mark.parametrize("action", ["shift", "watch", "promote"])
def test_an_abort_is_seen_by_the_next_task_whatever_it_is(action):
    world = World(planned_of())
    when(action, abort)(world)
    assert world.start().error == "Rollback"
    assert set(world.green()) == {0}
    assert {pair["blue"] for pair in world.versions.values()} == {OLD}


def test_a_check_that_does_not_pass_stops_it():
    world = World(planned_of(checks=["credential-rotation"]))
    when("watch", fail_check, call=3)(world)
    assert world.start().error == "Rollback"


REFUSALS = [
    ("an alarm that rings already", ring),
    (
        "an alarm that has too little data",
        lambda world: world.alarms.update({next(iter(world.alarms)): "INSUFFICIENT_DATA"}),
    ),
    ("an alarm that does not exist", vanish),
    ("live weights that are not the expected ones", by_hand),
    (
        "targets of green that are unhealthy",
        lambda world: world.unhealthy_groups.update({"arn:fraud-detection:green": ["x is unhealthy"]}),
    ),
    ("a rule that is not there", remove_rule),
    ("nothing to release", lambda world: [pair.update(blue=NEW) for pair in world.versions.values()]),
    ("another execution", lambda world: setattr(world, "running", 2)),
    ("one that has not ended", lambda world: world.say("state", "other", ended=False)),
]


@pytest.mark.parametrize(("sentence", "effect"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_it_does_not_start(sentence, effect):
    world = World(planned_of())
    effect(world)
    before = {rule: dict(found) for rule, found in world.weights.items()}
    done = world.start()
    assert (done.ended, done.error) == ("FAILED", "Refusal"), sentence
    assert world.weights == before
    assert {"shift", "restore"} & {*world.tasks} == set()
    assert len([notice for notice in world.notices if "was not started" in notice]) == 1


def test_it_waits_for_an_approval_and_says_so():
    world = World(planned_of(approval={"before": [50]}))
    when("approve", lambda found: found.say("approval", before=50), call=5)(world)
    assert world.start().ended == "SUCCEEDED"
    assert len([notice for notice in world.notices if "approve the step to 50 per cent" in notice]) == 1


def test_an_approval_of_another_step_or_execution_is_none():
    world = World(planned_of(approval={"before": [50]}, waitHours=1))
    world.say("approval", before=100)
    world.say("approval", "other", before=50)
    done = world.start()
    assert done.error == "Rollback"
    assert 50 not in shares(world)


def test_it_waits_for_an_approval_as_long_as_the_spec_says_and_no_longer():
    world = World(planned_of(approval={"before": [1]}, waitHours=2))
    begun = world.now
    assert world.start().error == "Rollback"
    assert 2 * 3600 <= world.now - begun <= 3 * 3600


def test_with_too_few_requests_a_step_proves_nothing():
    world = World(planned_of(waitHours=1, minimumRequests=200), requests_a_second=0.001)
    assert world.start().error == "Rollback"
    assert shares(world) == [0, 1, 0]


def test_an_alarm_may_pause_it_until_somebody_resumes_it():
    world = World(planned_of(onAlarm="pause"))
    first = next(iter(world.alarms))

    def calm(found: World) -> None:
        found.alarms[first] = "OK"
        found.say("hold", paused=False)

    seen: list[str] = []

    def before(action: str) -> None:
        seen.append(action)
        if seen.count("watch") == 3 and action == "watch":
            ring(world)
        if seen.count("watch") == 8 and action == "watch":
            calm(world)

    world.before_task = before
    assert world.start().ended == "SUCCEEDED", world.notices
    assert len([notice for notice in world.notices if "pauses at 1 per cent" in notice]) == 1


def test_somebody_may_pause_and_resume_it():
    world = World(planned_of())
    paused: list[float] = []

    def before(action: str) -> None:
        looks = world.tasks.count("watch")
        if action == "watch" and looks == 2:
            world.say("hold", paused=True)
            paused.append(world.now)
        if action == "watch" and looks == 40:
            world.say("hold", paused=False)
            paused.append(world.now)

    world.before_task = before
    assert world.start().ended == "SUCCEEDED"
    at_ten = next(at for at, green in world.history if green == 10)
    assert at_ten - paused[1] >= 5 * 60


@pytest.mark.parametrize("action", ["preflight", "shift", "watch", "promote", "restore", "verify"])
def test_a_function_that_dies_in_a_task_is_called_again(action):
    world = World(planned_of())

    def die(found: World) -> None:
        raise TaskFailed("Lambda.Unknown", "killed")

    when(action, die)(world)
    assert world.start().ended == "SUCCEEDED"
    assert set(world.green()) == {0}


@pytest.mark.parametrize("action", ["shift", "watch", "promote"])
def test_a_function_that_stays_dead_brings_everything_back_once_it_lives(action):
    world = World(planned_of())
    calls: list[str] = []

    def before(current: str) -> None:
        calls.append(current)
        if action in calls and len(calls) - calls.index(action) < 12:
            raise TaskFailed("Lambda.Unknown", "killed")

    world.before_task = before
    assert world.start().error == "Rollback"
    assert set(world.green()) == {0}


def test_a_step_that_cannot_be_read_back_is_taken_back():
    world = World(planned_of())

    def deaf(call: str, effect: Callable[[], None]) -> None:
        if call == "move" and world.tasks.count("restore") == 0 and world.tasks.count("shift") > 1:
            return
        effect()

    world.before_call = deaf
    assert world.start().error == "Rollback"
    assert set(world.green()) == {0}


@pytest.mark.parametrize("action", ["approve", "shift", "watch", "promote", "restore", "verify"])
def test_an_execution_that_is_ended_from_outside_is_recovered(action):
    world = World(planned_of(approval={"before": [10]}))
    world.say("approval", before=10)
    when(action, lambda found: stop())(world)
    done = world.start()
    assert done.ended == "ABORTED"
    assert set(world.green()) == {0}
    assert len({pair["blue"] for pair in world.versions.values()}) == 1
    assert [notice for notice in world.notices if "ended before its time" in notice]


def test_one_that_was_refused_is_not_recovered_over_the_one_that_runs():
    world = World(planned_of())

    def second(found: World) -> None:
        found.running = 2
        found.start("two")
        found.running = 1

    when("watch", second, call=25)(world)
    assert world.start().ended == "SUCCEEDED"
    assert shares(world) == [0, 1, 10, 50, 100, 0]


def test_what_cannot_go_back_says_so_loudly():
    world = World(planned_of())

    def dead(call: str, effect: Callable[[], None]) -> None:
        if call == "move" and world.tasks.count("watch") > 2:
            raise Unavailable
        effect()

    when("watch", ring, call=3)(world)
    world.before_call = dead
    assert world.start().error == "Stuck"
    assert [notice for notice in world.notices if "CANNOT GO BACK" in notice]


def test_a_definition_is_small_and_every_state_is_reached_from_its_start():
    definition = World(planned_of(approval={"before": [1, 100]})).machine()
    reached, waiting = set(), [definition["StartAt"]]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            state = definition["States"][name]
            nexts = [state.get("Next"), state.get("Default")]
            nexts += [rule["Next"] for rule in (*state.get("Choices", ()), *state.get("Catch", ()))]
            waiting += [found for found in nexts if found]
    assert reached == {*definition["States"]}


def test_the_longest_execution_is_no_longer_than_the_plan_says():
    planned = planned_of(steps=[10, 100], approval={"before": [100]}, waitHours=24)
    world = World(planned)
    world.requests_a_second = 0.0
    when("approve", lambda found: found.say("approval", before=100), call=100)(world)
    done = world.start()
    assert done.events <= planned.longest_history()
