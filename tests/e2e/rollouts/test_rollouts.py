"""Releases under load on an emulator: good ones, bad ones, and ones that are disturbed. Counts are printed.

Every release but the first publishes by Lambda's API what an apply would: terraform would only make it slower. AWS's
balancer publishes counts and CloudWatch evaluates alarms over them; here the callers publish, and MiniStack evaluates.
MiniStack calls every target healthy, so an unhealthy one is met in tests/generator/planning alone.
"""

from __future__ import annotations

import itertools
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from generator.diagnostics.usage import UsageError
from generator.operations.rollout_status import RUNNING, Status, look
from generator.verify.plan import Change
from tests.e2e.rollouts.callers import Call, Callers, calling
from tests.e2e.rollouts.stand import POLL, Stand, running_stand
from tests.support.machine import quiet_machine
from tests.support.waiting import PATIENCE_SECONDS, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.xdist_group("rollouts")]
# Chance calls a good share bad once in so many times (two-sided, one degree of freedom).
CHI_SQUARE_ONE_IN_100_000 = 19.5
VERSIONS = (f"v{number}" for number in itertools.count(2))
STEPS = (10, 50, 100)
# What a rollout owns.
OURS = ("aws_lambda_alias", "aws_lb_listener_rule", "aws_sfn_state_machine", "aws_ssm_parameter")


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with running_stand(tmp_path_factory.mktemp("rollouts")) as running:
        yield running


@pytest.fixture
def callers(stand: Stand) -> Iterator[Callers]:
    """Callers of a stack at rest: all on blue, no alarm rings, nothing is under way."""
    with quiet_machine(), calling(stand) as calling_now:
        until(lambda: stand.live.running() is None and set(stand.greens()) == {0})
        until(lambda: set(look(stand.live).guards.values()) == {"OK"})
        until(lambda: len(calling_now.calls) > 20)
        yield calling_now


def until(reached: Callable[[], bool], what: str = "what the rollout does") -> None:
    wait_until(reached, what, every_seconds=0.3)


def started(stand: Stand, fault: str = "none") -> tuple[str, str]:
    """Publish a version and start its rollout; the version, and the execution."""
    version = next(VERSIONS)
    stand.release(version, fault)
    return version, stand.live.start()


def until_end(stand: Stand, approve: bool = True) -> Status:
    """Wait for the end, and approve what waits for it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        status = look(stand.live)
        if status.status != RUNNING:
            return status
        if approve and status.waits_for is not None:
            stand.live.approve(status.waits_for)
        time.sleep(0.3)
    raise AssertionError(f"it has not ended: {look(stand.live).line()}")


def until_safe(stand: Stand) -> None:
    """Wait until every recovery has ended and all is on blue."""
    states = stand.emulator.client("stepfunctions")
    recovery = stand.live.arn().replace("rollout-release", "recovery-release")
    until(
        lambda: (
            set(stand.greens()) == {0}
            and not states.list_executions(stateMachineArn=recovery, statusFilter=RUNNING)["executions"]
        )
    )


def planned(stand: Stand) -> list[Change]:
    """What Terraform would change of what rollouts own; what the emulator forgets of the rest is none of it."""
    return [change for change in stand.terraform.planned() if change.address.startswith(OURS)]


def in_state(stand: Stand, name: str) -> Callable[[], bool]:
    return lambda: look(stand.live).state == name


def shifts(stand: Stand, execution: str) -> dict[int, tuple[float, float]]:
    """Between which times each step had its weights: after its shift, and before what changed them next."""
    arn = f"{stand.live.arn().replace(':stateMachine:', ':execution:')}:{execution}"
    times: dict[str, float] = {}
    for event in stand.live.events(arn):
        for word in ("Entered", "Exited"):
            found = event.get(f"state{word}EventDetails")
            if found:
                times[f"{found['name']} {word}"] = event["timestamp"].timestamp()
    nexts = ("Shift50 Entered", "Shift100 Entered", "Return Entered")
    return {step: (times[f"Shift{step} Exited"], times[after]) for step, after in zip(STEPS, nexts, strict=True)}


def report(title: str, calls: list[Call]) -> None:
    counts = Counter((call.colour, call.failed) for call in calls)
    print(
        f"\n{title}: {len(calls)} requests, green {counts['green', False] + counts['green', True]} "
        f"(failed {counts['green', True]}), blue {counts['blue', False] + counts['blue', True]} "
        f"(failed {counts['blue', True]})"
    )


def chi_square(calls: list[Call], green: int) -> float:
    """How far the shares of some calls are from a weight."""
    found = Counter(call.colour for call in calls)
    expected = {"green": len(calls) * green / 100, "blue": len(calls) * (100 - green) / 100}
    return sum((found[colour] - count) ** 2 / count for colour, count in expected.items() if count)


def test_a_good_release_is_applied_rolled_out_and_promoted_without_a_failed_request(stand, callers):
    version, before = next(VERSIONS), stand.versions()
    changes = stand.apply(version)
    moved = {change.address for change in changes if change.address.startswith(OURS)}
    assert moved == {f"aws_lambda_alias.alias-{name}-green" for name in before}, changes
    assert all(old[0] == stand.versions()[name][0] for name, old in before.items()), "an apply leaves blue alone"
    assert stand.live.differences() == []
    begun = time.time()
    execution = stand.live.start()
    until(lambda: look(stand.live).waits_for == 100)
    assert planned(stand) == [], "a plan in the middle of a rollout is empty"
    status = until_end(stand)
    assert status.status == "SUCCEEDED", status.reason
    calls = callers.since(begun)
    report("good release", calls)
    assert not [call for call in calls if call.failed]
    for step, (first, last) in shifts(stand, execution).items():
        during = callers.since(first + 0.5, last)
        distance = chi_square(during, step)
        print(f"  step {step}: {len(during)} requests, chi-square {distance:.2f}")
        assert len(during) > 20
        assert distance < CHI_SQUARE_ONE_IN_100_000
    assert all(blue == green for blue, green in stand.versions().values())
    assert set(stand.greens()) == {0}
    after = time.time()
    until(lambda: len(callers.since(after)) > 30)
    assert {call.version for call in callers.since(after + 0.5)} == {version}
    assert planned(stand) == []


@pytest.mark.parametrize("fault", ["errors", "slow", "import"])
def test_a_bad_release_goes_back_by_itself_and_few_callers_meet_it(stand, callers, fault):
    blue = {name: pair[0] for name, pair in stand.versions().items()}
    begun = time.time()
    started(stand, fault)
    status = until_end(stand, approve=False)
    until_safe(stand)
    calls = callers.since(begun)
    green = [call for call in calls if call.colour == "green"]
    report(f"bad release ({fault})", calls)
    assert status.status == "FAILED"
    assert {name: pair[0] for name, pair in stand.versions().items()} == blue
    assert not [call for call in calls if call.colour == "blue" and call.failed]
    # The rollout was stopped before anybody could approve 100 per cent.
    assert len(green) <= len(calls) * 0.5 + 5 * math.sqrt(len(calls))
    assert green


KILLS = ["Bake10", "Bake50", "Waiting100", "Bake100"]


@pytest.mark.parametrize("state", KILLS)
def test_an_execution_that_is_killed_is_brought_home(stand, callers, state):
    started(stand)
    if state == "Bake100":
        until(lambda: look(stand.live).waits_for == 100)
        stand.live.approve(100)
    until(in_state(stand, state))
    arn = stand.live.running()["executionArn"]
    stand.emulator.client("stepfunctions").stop_execution(executionArn=arn, cause="killed by a test")
    killed = time.time()
    until(lambda: set(stand.greens()) == {0})
    until_safe(stand)
    report(f"killed in {state}, home after {time.time() - killed:.1f} s", callers.since(killed))
    assert not [call for call in callers.since(killed) if call.failed]


def test_a_function_that_is_killed_is_called_again_or_the_rollout_goes_back(stand, callers):
    """No call gets through for a while: the role of the function is refused to everybody."""
    started(stand)
    until(in_state(stand, "Bake10"))
    client = stand.emulator.client("lambda")
    name = "lambda-traffic-control-roll"
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    time.sleep(POLL * 3)
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=5)
    status = until_end(stand)
    until_safe(stand)
    print(f"\nfunction killed: {status.status}")
    assert status.status in ("SUCCEEDED", "FAILED")
    assert len({blue == green for blue, green in stand.versions().values()}) == 1


def test_a_second_start_is_refused_and_changes_nothing(stand, callers):
    started(stand)
    until(in_state(stand, "Bake10"))
    with pytest.raises(UsageError, match="is under way"):
        stand.live.start()
    # Who goes past the command is refused by the machine itself.
    states = stand.emulator.client("stepfunctions")
    second = states.start_execution(stateMachineArn=stand.live.arn(), name="second", input="{}")["executionArn"]
    until(lambda: states.describe_execution(executionArn=second)["status"] != RUNNING)
    assert states.describe_execution(executionArn=second)["status"] == "FAILED"
    stand.live.abort()
    until(lambda: stand.live.running() is None)


def test_weights_that_are_moved_by_hand_stop_it_and_it_says_so(stand, callers):
    started(stand)
    until(in_state(stand, "Bake10"))
    settings = stand.live.settings()
    rule, target = settings["rules"][0], settings["targets"][0]
    target = next(found for found in settings["targets"] if found["name"] == rule["target"])
    shares = [
        {"TargetGroupArn": target["groups"][colour], "Weight": weight}
        for colour, weight in (("blue", 40), ("green", 60))
    ]
    stand.emulator.client("elbv2").modify_rule(
        RuleArn=rule["arn"], Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": shares}}]
    )
    status = until_end(stand)
    until_safe(stand)
    assert status.status == "FAILED"
    assert "it was moved" in status.reason


def test_an_alarm_that_rings_already_keeps_it_from_starting(stand, callers):
    stand.release(next(VERSIONS))
    cloudwatch = stand.emulator.client("cloudwatch")
    name = stand.live.settings()["guards"][0]
    # Evaluated over what callers publish, it would be OK again in a moment.
    cloudwatch.put_metric_data(
        Namespace="Callers", MetricData=[{"MetricName": "Errors", "Value": 50.0, "Unit": "Count"}]
    )
    until(lambda: look(stand.live).guards[name] == "ALARM")
    before = len(callers.calls)
    stand.live.start()
    status = until_end(stand, approve=False)
    assert status.status == "FAILED"
    assert f"alarm {name} is ALARM" in status.reason
    assert not [call for call in callers.calls[before:] if call.colour == "green"]


@pytest.mark.parametrize("state", ["Bake10", "Bake50", "Waiting100", "Bake100"])
def test_an_abort_takes_seconds_in_every_state(stand, callers, state):
    started(stand)
    if state == "Bake100":
        until(lambda: look(stand.live).waits_for == 100)
        stand.live.approve(100)
    until(in_state(stand, state))
    begun = time.monotonic()
    _, greens = stand.live.abort()
    seconds = time.monotonic() - begun
    print(f"\nabort in {state}: {seconds:.2f} s")
    assert set(greens) == {0}
    assert seconds < 5
    assert until_end(stand).status == "FAILED"
    until_safe(stand)
