"""Releases that are disturbed in each state of their machine: by StopExecution, and by an abort.

A task is caught in its middle by the puppet, and goes on once the execution has ended: a late task, as AWS may have it.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from typing import Any

from generator.diagnostics.usage_error import UsageError
from tests.e2e.rollouts.live import Live
from tests.support.waiting import wait_until

# Every state in which a rollout of one step spends time, in its order; those with an action are tasks.
STATES: Mapping[str, str | None] = {
    "Preflight": "preflight",
    "Approve100": "approve",
    "Waiting100": None,
    "Shift100": "shift",
    "Bake100": None,
    "Watch100": "watch",
    "Drain": None,
    "Promote": "promote",
    "Return": "restore",
    "Returned": None,
    "Verify": "verify",
}
# In these blue has green's version.
PROMOTED = ("Return", "Returned", "Verify")
VERSIONS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Disturbed:
    """How a release ended that was disturbed in a state: when it began and was home, and what the disturbing took.

    `calls` are the operations of AWS that an abort has called, in their order.
    """

    state: str
    begun: float
    ended: float
    seconds: float
    calls: list[str]
    status: str
    old: set[str]
    new: set[str]
    blues: set[str]
    greens: set[int]
    notices: list[str]


def killed(rollout: Live, state: str) -> Disturbed:
    """Release, and end the execution in a state; what EventBridge starts then brings it home."""
    return _disturbed(rollout, state, rollout.stop, [])


def aborted(rollout: Live, state: str) -> Disturbed:
    """Release, and abort in a state as the command does."""
    calls: list[str] = []
    recorded = replace(rollout.live, client=lambda service: _Recorded(rollout.live.client(service), calls))
    return _disturbed(rollout, state, lambda execution: recorded.abort(), calls)


def mortal(rollout: Live) -> tuple[str, list[str]]:
    """Release while the function dies in each task, once what it does is done; the execution, and what was asked."""
    asked = [f"die-after-{rollout.name}-{action}" for action in STATES.values() if action]
    for name in asked:
        rollout.ask(name)
    rollout.publish(f"{rollout.name} {next(VERSIONS)}")
    execution = rollout.live.start()
    rollout.until_end(execution)
    rollout.until_home()
    return execution, asked


class _Recorded:
    """A client whose operations are noted as they are called."""

    def __init__(self, client: Any, calls: list[str]) -> None:
        self._client, self._calls = client, calls

    def __getattr__(self, operation: str) -> Any:
        self._calls.append(operation)
        return getattr(self._client, operation)


def _disturbed(rollout: Live, state: str, disturb: Callable[[str], object], calls: list[str]) -> Disturbed:
    rollout.publish(f"{rollout.name} {next(VERSIONS)}")
    before, begun = rollout.versions(), time.time()
    with _caught(rollout, state) as caught:
        execution = rollout.live.start()
        # What waits for its approval is not to be approved.
        approving = state not in ("Approve100", "Waiting100")
        rollout.until(execution, lambda: caught(execution), f"{execution} in {state}", approving=approving)
        disturbing = time.monotonic()
        disturb(execution)
        seconds = time.monotonic() - disturbing
        at_once = rollout.greens()
    rollout.until_home()
    if state == "Preflight":
        _forgotten(rollout, execution)
    return Disturbed(
        state=state,
        begun=begun,
        ended=time.time(),
        seconds=seconds,
        calls=calls,
        status=rollout.status(execution),
        old={blue for blue, _ in before.values()},
        new={green for _, green in before.values()},
        blues=rollout.blues(),
        greens=at_once,
        notices=rollout.notices.about(execution),
    )


def _forgotten(rollout: Live, execution: str) -> None:
    """A late Preflight remembers an execution that has ended. The next start is refused until that one is aborted."""
    wait_until(lambda: rollout.live._read_controls()["state"].get("execution") == execution, "a late task")
    with suppress(UsageError):
        rollout.live.abort()
    rollout.until_home()


@contextmanager
def _caught(rollout: Live, state: str) -> Iterator[Callable[[str], bool]]:
    """Whether an execution is in a state, in which it stays while the body runs if that is a task."""
    action = STATES[state]
    with rollout.held(action) if action else nullcontext() as is_held:
        yield lambda execution: is_held() if is_held else rollout.state(execution) == state
