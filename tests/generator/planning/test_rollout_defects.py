"""Defects planted into traffic-control and into the machine: a few stories of a rollout must notice each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from tests.support.rollout_world import FUNCTION_SECONDS, NEW, OLD, Unavailable, World, planned_of
from traffic_control import decisions, observation, rule_weights, tasks
from traffic_control.function_versions import FunctionVersions
from traffic_control.rule_weights import RuleWeights
from traffic_control.tasks import TrafficControl

Story = Callable[[], bool]


def _before(world: World, action: str, effect: Callable[[], None], call: int = 1) -> World:
    seen: list[str] = []

    def before(current: str) -> None:
        seen.append(current)
        if current == action and seen.count(action) == call:
            effect()

    world.before_task = before
    return world


def _is_back(world: World, error: str = "Rollback") -> bool:
    return (
        world.start().error == error
        and set(world.green()) == {0}
        and {pair["blue"] for pair in world.versions.values()} == {OLD}
    )


def _last(world: World, action: str) -> int:
    return len(world.tasks) - world.tasks[::-1].index(action)


def a_good_release() -> bool:
    world = World(planned_of())
    done = world.start()
    shares = list(dict.fromkeys(green for _, green in world.history))
    times = {green: at for at, green in reversed(world.history)}
    return (
        done.ended == "SUCCEEDED"
        and shares == [0, 1, 10, 50, 100]
        and set(world.green()) == {0}
        and {pair["blue"] for pair in world.versions.values()} == {NEW}
        and times[10] - times[1] >= 300
    )


def every_rule_has_the_share_of_its_step() -> bool:
    world = World(planned_of())
    seen: list[set[int]] = []
    _before(world, "watch", lambda: seen.append(set(world.green())), call=2)
    world.start()
    return seen == [{1}]


def an_alarm() -> bool:
    world = World(planned_of())
    first = next(iter(world.alarms))
    return _is_back(_before(world, "watch", lambda: world.alarms.update({first: "ALARM"}), call=3))


def an_alarm_that_is_gone() -> bool:
    world = World(planned_of())
    return _is_back(_before(world, "watch", lambda: world.alarms.clear(), call=3))


def an_alarm_before_the_start() -> bool:
    world = World(planned_of())
    world.alarms = dict.fromkeys(world.alarms, "ALARM")
    return _is_back(world, "Refusal") and len(world.history) == 1


def an_abort() -> bool:
    world = World(planned_of())
    return _is_back(_before(world, "watch", lambda: world.say("abort"), call=3)) and world.tasks.count("shift") == 1


def weights_that_somebody_moves() -> bool:
    world = World(planned_of())

    def move() -> None:
        rule, shares = next(iter(world.weights.items()))
        world.set_weights(rule, dict(zip(shares, (70, 30), strict=True)))

    return _is_back(_before(world, "watch", move, call=3))


def a_step_that_is_not_carried_out() -> bool:
    world = World(planned_of())

    def deaf(call: str, effect: Callable[[], None]) -> None:
        if call != "move" or "restore" in world.tasks or world.tasks.count("shift") < 2:
            effect()

    world.before_call = deaf
    return _is_back(world) and "watch" not in world.tasks[_last(world, "shift") :]


def a_move_that_takes_effect_when_nobody_waits_for_it() -> bool:
    world = World(planned_of())
    late: list[int] = []

    def delay(call: str, effect: Callable[[], None]) -> None:
        if call == "move" and world.tasks.count("shift") >= 3 and len(late) < 4:
            late.append(1)
            world.late.append((world.now + FUNCTION_SECONDS * 0.9, effect))
            raise Unavailable
        effect()

    world.before_call = delay
    back = world.start().error == "Rollback"
    world.sleep(600)
    by_itself = not [notice for notice in world.notices if "ended before its time" in notice]
    return back and by_itself and set(world.green()) == {0}


def an_apply_that_publishes() -> bool:
    world = World(planned_of())
    return _is_back(
        _before(world, "promote", lambda: [pair.update(green="5") for pair in world.versions.values()] and None)
    )


def a_promotion_that_fails_half_way() -> bool:
    world = World(planned_of())

    def fail(call: str, effect: Callable[[], None]) -> None:
        names = [pair["blue"] for pair in world.versions.values()]
        if call == "point" and NEW in names and "restore" not in world.tasks:
            raise Unavailable
        effect()

    world.before_call = fail
    return _is_back(world)


def too_few_requests() -> bool:
    world = World(planned_of(waitHours=1), requests_a_second=0.001)
    return _is_back(world)


def a_promotion_that_takes_effect_when_nobody_waits_for_it() -> bool:
    world = World(planned_of())
    late: list[int] = []

    def delay(call: str, effect: Callable[[], None]) -> None:
        if call == "point" and "restore" not in world.tasks:
            if not late:
                late.append(1)
                world.late.append((world.now + FUNCTION_SECONDS * 0.9, effect))
            raise Unavailable
        effect()

    world.before_call = delay
    back = world.start().error == "Rollback"
    world.sleep(600)
    return back and set(world.green()) == {0} and {pair["blue"] for pair in world.versions.values()} == {OLD}


def targets_of_green_that_fall_ill() -> bool:
    world = World(planned_of())
    ill = {"arn:fraud-detection:green": ["a is unhealthy"]}
    return _is_back(_before(world, "watch", lambda: world.unhealthy_groups.update(ill), call=3))


def blue_that_warms_up() -> bool:
    blue = {"functions": [{"name": "fraud-detection", "aliases": {"blue": {"provisionedConcurrency": 2}}}]}
    world = World(planned_of(blue), provisioned=["IN_PROGRESS", "IN_PROGRESS", "READY"])
    seen: list[str] = []
    _before(world, "restore", lambda: seen.append(world.provisioned[0]))
    return world.start().ended == "SUCCEEDED" and seen == ["READY"]


STORIES: Sequence[Story] = (
    a_good_release,
    every_rule_has_the_share_of_its_step,
    an_alarm,
    an_alarm_that_is_gone,
    an_alarm_before_the_start,
    an_abort,
    weights_that_somebody_moves,
    a_step_that_is_not_carried_out,
    a_move_that_takes_effect_when_nobody_waits_for_it,
    an_apply_that_publishes,
    a_promotion_that_fails_half_way,
    too_few_requests,
    a_promotion_that_takes_effect_when_nobody_waits_for_it,
    targets_of_green_that_fall_ill,
    blue_that_warms_up,
)

_split = rule_weights.split


def _nothing(*_given: Any, **_named: Any) -> Iterator[str]:
    return iter(())


def _first_rule_only(control: RuleWeights, green: int) -> None:
    rule = control.settings.rules[0]
    control.balancer.move(rule.arn, _split(control.settings.target_of(rule), green), None)


def _without_looking(control: RuleWeights, green: int) -> None:
    for rule in control.settings.rules:
        control.balancer.move(rule.arn, _split(control.settings.target_of(rule), green), None)


def _pointed_without_looking(versions: FunctionVersions, function: str, version: str) -> None:
    versions.aliases.point(function, "blue", versions.aliases.version(function, "green"))


def _no_restore(control: TrafficControl) -> dict[str, Any]:
    return tasks._outcome(control.settings, "go", "", observation.StepState(since=control.clock()))


DEFECTS: dict[str, tuple[object, str, Any]] = {
    "moves one rule of several": (RuleWeights, "move", _first_rule_only),
    "does not read back": (RuleWeights, "move", _without_looking),
    "never finds what was moved": (RuleWeights, "_rule_mismatches", _nothing),
    "mixes up the colours": (rule_weights, "split", lambda target, green: _split(target, 100 - green)),
    "does not go back": (TrafficControl, "restore", _no_restore),
    "does not see an abort": (decisions, "abort_reasons", lambda seen: iter(seen.moved)),
    "does not hear alarms": (decisions, "guard_failures", _nothing),
    "takes an alarm that is gone for one that is calm": (
        decisions,
        "guard_failures",
        lambda settings, seen: (name for name in settings.guards if seen.alarms.get(name) == "ALARM"),
    ),
    "does not bake": (observation.StepState, "of", classmethod(lambda cls, given, now: cls(since=now - 10_000))),
    "does not look at the health of green": (TrafficControl, "_unhealthy", lambda control: []),
    "does not wait until blue is warm": (
        TrafficControl,
        "warm",
        lambda control, memory: tasks._outcome(control.settings, "go", "", observation.StepState(since=0)),
    ),
    "does not count requests": (decisions, "missing_evidence", _nothing),
    "promotes whatever green is by now": (FunctionVersions, "point_blue", _pointed_without_looking),
    "does not see another version behind green": (FunctionVersions, "changed_green", lambda versions: []),
    "does not give blue its version back": (FunctionVersions, "restore", lambda versions: None),
    "does not look at blue's versions once more": (FunctionVersions, "changed_blue", lambda versions: []),
    "confirms without looking": (
        TrafficControl,
        "verify",
        lambda control, green: tasks._outcome(control.settings, "go", "", observation.StepState(since=0)),
    ),
    "starts whatever rings": (
        TrafficControl,
        "preflight",
        lambda control: {
            **tasks._outcome(control.settings, "go", "", observation.StepState(since=control.clock())),
            "versions": control._write_state(
                {
                    "versions": {name: control._alias_versions(name) for name in control.settings.functions},
                    "ended": False,
                }
            ),
        },
    ),
}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_story_goes_well_as_things_are(story):
    assert story()


@pytest.mark.parametrize("defect", DEFECTS)
def test_every_defect_is_noticed(defect, monkeypatch):
    owner, name, planted = DEFECTS[defect]
    monkeypatch.setattr(owner, name, planted)
    assert not all(map(_told, STORIES)), f"no story notices a traffic-control that {defect}"


def _told(story: Story) -> bool:
    try:
        return story()
    except (AssertionError, KeyError, RecursionError):
        return False
