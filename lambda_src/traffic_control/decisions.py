"""Decide what follows from an observation of a rollout. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from traffic_control.observation import Observation, Outcome, StepState
from traffic_control.settings import RolloutSettings

ALARM, OK = "ALARM", "OK"
# How far a share may be from its weight: four standard deviations, and two per cent for callers that keep connections.
DEVIATIONS: Final = 4
TOLERANCE: Final = 0.02
POLLS_PER_WAIT: Final = 20


def decide(settings: RolloutSettings, green: int, observation: Observation, memory: StepState) -> Outcome:
    """Decide about a step of `green` per cent: first by what is wrong, then by what is missing."""
    if fault := next(abort_reasons(observation), None):
        return _outcome(settings, "rollback", fault, memory, observation)
    if alarm := next(guard_failures(settings, observation), None):
        if not settings.pauses_on_alarm:
            return _outcome(settings, "rollback", alarm, memory, observation)
        return _hold(settings, observation, memory, alarm)
    if memory.held is not None or _paused(observation):
        return _hold(settings, observation, memory, "paused")
    remaining = settings.bake_seconds - (observation.now - memory.since)
    if remaining > 0:
        return _outcome(settings, "wait", f"bakes for {math.ceil(remaining)} s more", memory, observation)
    if lack := next(missing_evidence(settings, green, observation), None):
        if -remaining > settings.wait_seconds:
            return _outcome(settings, "rollback", f"waited too long: {lack}", memory, observation)
        return _outcome(settings, "wait", lack, memory, observation, waited=-remaining)
    return _outcome(settings, "go", f"{green} per cent baked", memory, observation)


def abort_reasons(observation: Observation) -> Iterator[str]:
    """Yield what ends a rollout whatever its settings are."""
    if observation.abort is not None:
        yield f"aborted by {observation.abort.get('by', 'somebody')}"
    yield from observation.moved


def guard_failures(settings: RolloutSettings, observation: Observation) -> Iterator[str]:
    """Yield guards in alarm or deleted, unhealthy targets of green and failed checks."""
    for name in settings.guards:
        if observation.alarms.get(name, "gone") in (ALARM, "gone"):
            yield f"alarm {name} is {observation.alarms.get(name, 'gone')}"
    yield from observation.unhealthy
    for check in observation.checks:
        if not check.passed:
            yield f"check {check.name} has not passed: {check.detail}"


def missing_evidence(settings: RolloutSettings, green: int, observation: Observation) -> Iterator[str]:
    """Yield what a step still needs before it proves anything."""
    for name in settings.guards:
        if observation.alarms[name] != OK:
            yield f"alarm {name} has too little data"
    got = sum(requests[1] for requests in observation.requests.values())
    if got < settings.minimum_requests:
        yield f"green got {got} of {settings.minimum_requests} requests"
    if settings.minimum_requests:
        for target, (to_blue, to_green) in observation.recent.items():
            if not matches_weight(to_blue, to_green, green):
                yield f"of {to_blue + to_green} new requests to {target} {to_green} went to green, not {green} per cent"


def matches_weight(to_blue: int, to_green: int, green: int) -> bool:
    """Return whether the counts fit a weight of `green` per cent; no requests fit every weight."""
    total, share = to_blue + to_green, green / 100
    spread = DEVIATIONS * math.sqrt(total * share * (1 - share)) + TOLERANCE * total
    return abs(to_green - total * share) <= spread


def decide_approval(
    settings: RolloutSettings, green: int, observation: Observation, memory: StepState, approved: object
) -> Outcome:
    """Decide whether the step to `green` per cent may begin: it is approved, and nothing is wrong."""
    fault = next(abort_reasons(observation), None) or next(guard_failures(settings, observation), None)
    if fault:
        return _outcome(settings, "rollback", fault, memory, observation)
    if approved == green and not _paused(observation):
        return _outcome(settings, "go", f"the step to {green} per cent is approved", memory, observation)
    since = observation.now if memory.held is None else memory.held
    waiting = StepState(since=memory.since, held=since, why="approval")
    if observation.now - since > settings.wait_seconds:
        return _outcome(settings, "rollback", f"nobody approved the step to {green} per cent", memory, observation)
    reason = f"waits for the approval of the step to {green} per cent"
    return _outcome(settings, "wait", reason, waiting, observation, waited=observation.now - since)


def _paused(observation: Observation) -> bool:
    return bool(observation.hold and observation.hold.get("paused"))


def _hold(settings: RolloutSettings, observation: Observation, memory: StepState, why: str) -> Outcome:
    """Wait for an operator. Resuming starts the step's bake anew; an alarm that still rings holds it again."""
    hold = observation.hold or {}
    first = memory.held is None
    held = observation.now if memory.held is None else memory.held
    resumed = not hold.get("paused") and hold.get("at", 0) >= held and not first
    if why == "paused" and (resumed or (memory.why == "paused" and not _paused(observation))):
        fresh = StepState(since=observation.now)
        return _outcome(settings, "wait", "resumed: the step bakes anew", fresh, observation)
    if observation.now - held > settings.wait_seconds:
        return _outcome(settings, "rollback", f"nobody resumed it: {memory.why or why}", memory, observation)
    held_state = StepState(since=memory.since, held=held, why=memory.why or why)
    reason = f"held, resume or abort it: {held_state.why}"
    return _outcome(
        settings, "tell" if first else "wait", reason, held_state, observation, waited=observation.now - held
    )


def _outcome(
    settings: RolloutSettings,
    decision: str,
    reason: str,
    memory: StepState,
    observation: Observation,
    waited: float = 0,
) -> Outcome:
    """Build an outcome. The longer the wait, the fewer the polls: an execution's history has 25,000 events at most."""
    backoff = min(settings.longest_poll_seconds, int(waited / POLLS_PER_WAIT))
    return Outcome(decision=decision, reason=reason, memory=memory, wait=max(settings.poll_seconds, backoff))
