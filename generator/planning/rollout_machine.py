"""Compile a planned rollout into a state machine (Amazon States Language), as plain data.

Each task calls traffic-control and may be repeated: it looks before it changes anything, and reads back what it did.
Whatever goes wrong leads to Rollback, which ends only when all weights have been read as safe after a time in which a
late task would have ended. The words that people say (abort, pause, approve) stand in parameters that every task reads.

    Settings > Alone > Preflight > [Approve] > Shift > Wait > Watch > ... > Drain > Promote > [Warm] > Return > Verify
                                                  \\ Rollback > Settle > Confirm > NotifyRollback
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.planning.planned_rollout import LAST_PERCENT, SAFE_PERCENT, PlannedRollout, PlannedStep

State = dict[str, Any]
States = Iterator[tuple[str, State]]

ROLLBACK, REFUSED, DONE = "Rollback", "NotifyRefusal", "NotifyEnd"
# The states that get what the last observation has found.
WITH_MEMORY = ("approve", "shift", "watch", "promote", "warm")
# Longer than traffic-control itself may take: what has timed out here has ended there.
TASK_SECONDS = 60
FEW_TRIES = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2, "MaxAttempts": 3, "BackoffRate": 2}]
STUCK = "CANNOT GO BACK: the weights are not safe. See docs/runbooks/release.md"
# The execution of which a task or a notice speaks: the one that runs, or the one that is recovered.
THIS, ENDED = "$$.Execution.Name", "$.execution"
NOT_READY = {"ErrorEquals": ["NotReady"], "MaxAttempts": 0}
MANY_TRIES = [
    {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2, "MaxAttempts": 60, "BackoffRate": 2, "MaxDelaySeconds": 60}
]


def rollout_machine(
    planned: PlannedRollout, settings: Mapping[str, Any], *, function: str, machine: str, topic: str
) -> dict[str, Any]:
    """Return the definition. `settings` go to every task; the others are the ARNs of what is called."""
    states = dict(_states(planned, settings, function, machine, topic))
    return {"Comment": f"Rollout {planned.name}", "StartAt": "Settings", "States": states}


def recovery_machine(
    planned: PlannedRollout, settings: Mapping[str, Any], *, function: str, topic: str
) -> dict[str, Any]:
    """Return the definition of what EventBridge starts when an execution ends badly: it goes back, if that did not."""
    states = {
        "Settings": {**_settings(settings), "Next": "Recover"},
        "Recover": _task(function, "recover", "Needed", failed="NotifyStuck", tries=MANY_TRIES, execution=ENDED),
        "Needed": _choice({"nothing": "NothingToDo"}, otherwise="Settle"),
        "NothingToDo": {"Type": "Succeed"},
        **dict(_settled(planned, function, topic, "Recover", "NotifyRecovery", execution=ENDED)),
        **dict(
            _notice(planned, topic, "Recovery", "ended before its time and went back", end="Succeed", execution=ENDED)
        ),
        **dict(_notice(planned, topic, "Stuck", STUCK, end="Fail", execution=ENDED)),
    }
    return {"Comment": f"Recovery of rollout {planned.name}", "StartAt": "Settings", "States": states}


def _states(planned: PlannedRollout, settings: Mapping[str, Any], function: str, machine: str, topic: str) -> States:
    first, *_ = _names(planned.steps[0])
    yield "Settings", {**_settings(settings), "Next": "Running"}
    yield "Running", _running(machine)
    second = {"Variable": "$.running.Executions[1]", "IsPresent": True, "Next": "NotAlone"}
    yield "Alone", {"Type": "Choice", "Choices": [second], "Default": "Preflight"}
    alone = {"Error": "NotAlone", "Cause": '{"errorMessage": "another execution of this rollout is under way"}'}
    yield "NotAlone", {"Type": "Pass", "Result": alone, "ResultPath": "$.outcome", "Next": REFUSED}
    yield "Preflight", _task(function, "preflight", first, failed=REFUSED, tries=[NOT_READY, *FEW_TRIES])
    before = SAFE_PERCENT
    for step, following in zip(planned.steps, [*planned.steps[1:], None], strict=True):
        next_state = "Drain" if following is None else _names(following)[0]
        yield from _step(planned, step, function, topic, next_state, before)
        before = step.percent
    yield from _end(planned, function)
    yield ROLLBACK, _task(function, "restore", "Settle", failed="NotifyStuck", tries=MANY_TRIES, to="$.restored")
    yield from _settled(planned, function, topic, ROLLBACK, "NotifyRollback")
    yield from _notice(planned, topic, "End", "is done", end="Succeed")
    yield from _notice(planned, topic, "Rollback", "went back to blue", end="Fail")
    yield from _notice(planned, topic, "Refusal", "was not started, and changed nothing", end="Fail")
    yield from _notice(planned, topic, "Stuck", STUCK, end="Fail")


def _settings(settings: Mapping[str, Any]) -> State:
    return {"Type": "Pass", "Result": dict(settings), "ResultPath": "$.settings"}


def _running(machine: str) -> State:
    """The executions that run: this one must be the only one. Asked by Step Functions itself, without the function."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sfn:listExecutions",
        "Parameters": {"StateMachineArn": machine, "StatusFilter": "RUNNING", "MaxResults": 2},
        "ResultPath": "$.running",
        "Retry": FEW_TRIES,
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.outcome", "Next": REFUSED}],
        "Next": "Alone",
    }


def _names(step: PlannedStep) -> tuple[str, ...]:
    """The states of a step, the first of them first."""
    approval = (f"Ask{step.percent}", f"Approve{step.percent}") if step.needs_approval else ()
    return (*approval, f"Shift{step.percent}", f"Bake{step.percent}", f"Watch{step.percent}")


def _step(planned: PlannedRollout, step: PlannedStep, function: str, topic: str, following: str, before: int) -> States:
    percent = step.percent
    shift, bake, watch = f"Shift{percent}", f"Bake{percent}", f"Watch{percent}"
    if step.needs_approval:
        approve, waiting = f"Approve{percent}", f"Waiting{percent}"
        yield f"Ask{percent}", _message(planned, topic, f"waits: approve the step to {percent} per cent", approve)
        yield approve, _task(function, "approve", f"{approve}Decision", green=percent, before=before)
        yield f"{approve}Decision", _choice({"go": shift, "wait": waiting})
        yield waiting, _pause(approve)
    yield shift, _task(function, "shift", f"{shift}Decision", green=percent, before=before)
    yield f"{shift}Decision", _choice({"go": bake})
    yield bake, _pause(watch)
    yield watch, _task(function, "watch", f"{watch}Decision", green=percent)
    body = f"Tell{percent}"
    yield f"{watch}Decision", _choice({"go": following, "wait": bake, "tell": body})
    yield body, _message(planned, topic, f"pauses at {percent} per cent: resume or abort it", bake)


def _end(planned: PlannedRollout, function: str) -> States:
    """Blue has lost its weight. It stays as it is for the drain window, and only then gets green's version.

    Back on blue nothing changes for a caller, since both sides are the same; without a function, green keeps it all.
    """
    drain = planned.spec.drain_seconds
    if planned.promotes:
        yield "Drain", {"Type": "Wait", "Seconds": drain, "Next": "Promote"}
        yield "Promote", _task(function, "promote", "PromoteDecision", green=LAST_PERCENT)
        yield "PromoteDecision", _choice({"go": "Warm" if planned.warmed else "Return"})
        if planned.warmed:
            yield "Warm", _task(function, "warm", "WarmDecision")
            yield "WarmDecision", _choice({"go": "Return", "wait": "Warming"})
            yield "Warming", _pause("Warm")
        yield "Return", _task(function, "restore", "Returned", tries=MANY_TRIES, to="$.restored")
        yield "Returned", {"Type": "Wait", "Seconds": drain, "Next": "Verify"}
        percent = SAFE_PERCENT
    else:
        yield "Drain", {"Type": "Wait", "Seconds": drain, "Next": "Verify"}
        percent = LAST_PERCENT
    yield "Verify", _task(function, "verify", "VerifyDecision", green=percent)
    yield "VerifyDecision", _choice({"go": DONE})


def _settled(
    planned: PlannedRollout, function: str, topic: str, again: str, notice: str, execution: str = THIS
) -> States:
    """Wait until a task that is late has ended and the balancer has followed, then look whether all is safe.

    Where it is not, a task was late, or somebody else moves weights as well: that is said at every turn.
    """
    yield "Settle", {"Type": "Wait", "Seconds": planned.spec.drain_seconds, "Next": "Confirm"}
    confirm = _task(
        function,
        "verify",
        "Confirmed",
        failed=again,
        tries=FEW_TRIES,
        to="$.confirmed",
        green=SAFE_PERCENT,
        execution=execution,
    )
    yield "Confirm", confirm
    yield "Confirmed", _choice({"go": notice}, otherwise="TellUnsafe", at="$.confirmed.decision")
    yield (
        "TellUnsafe",
        _message(planned, topic, "goes back once more: weights or versions were not safe", again, execution=execution),
    )


def _task(
    function: str,
    action: str,
    following: str,
    *,
    failed: str = ROLLBACK,
    tries: list[dict[str, Any]] = FEW_TRIES,
    to: str = "$.outcome",
    execution: str = THIS,
    **given: int,
) -> State:
    parameters: dict[str, Any] = {"action": action, "settings.$": "$.settings", "execution.$": execution, **given}
    if action in WITH_MEMORY:
        parameters["memory.$"] = "$.outcome.memory"
    return {
        "Type": "Task",
        "Resource": function,
        "Parameters": parameters,
        "TimeoutSeconds": TASK_SECONDS,
        "ResultPath": to,
        "Retry": tries,
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.outcome", "Next": failed}],
        "Next": following,
    }


def _choice(by_decision: Mapping[str, str], otherwise: str = ROLLBACK, at: str = "$.outcome.decision") -> State:
    choices = [{"Variable": at, "StringEquals": word, "Next": state} for word, state in by_decision.items()]
    return {"Type": "Choice", "Choices": choices, "Default": otherwise}


def _pause(following: str) -> State:
    """As long as the last look has found right."""
    return {"Type": "Wait", "SecondsPath": "$.outcome.wait", "Next": following}


def _notice(planned: PlannedRollout, topic: str, event: str, cause: str, *, end: str, execution: str = THIS) -> States:
    """Publish how it ended, with what was seen; then end."""
    last = f"Ended{event}"
    yield f"Notify{event}", _message(planned, topic, cause, last, execution=execution)
    yield last, {"Type": "Succeed"} if end == "Succeed" else {"Type": "Fail", "Error": event, "Cause": cause}


def _message(planned: PlannedRollout, topic: str, cause: str, following: str, *, execution: str = THIS) -> State:
    """A message to the topic, sent by Step Functions itself. One that does not arrive changes nothing."""
    subject = f"Rollout {planned.name} of {planned.environment}"
    message = f"States.Format('{subject} {cause}. Execution {{}}: {{}}', {execution}, States.JsonToString($.outcome))"
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": {"TopicArn": topic, "Subject": subject[:100], "Message.$": message},
        "ResultPath": None,
        "Retry": FEW_TRIES,
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.unheard", "Next": following}],
        "Next": following,
    }
