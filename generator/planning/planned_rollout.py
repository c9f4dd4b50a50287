"""Define a planned rollout: its steps, and how often it polls within the quota of an execution's history."""

from __future__ import annotations

import math
from dataclasses import dataclass

from generator.planning.alarms import PlannedAlarm
from generator.planning.listener_rules import PlannedRule
from generator.planning.naming import Naming
from generator.spec.model.functions import Colour
from generator.spec.model.load_balancer import Target
from generator.spec.model.monitoring import CompositeAlarm
from generator.spec.model.rollouts import Rollout

# The function that shifts traffic, and the path of a rollout's controls below the environment's parameters.
FUNCTION, PARAMETERS = "traffic-control", "rollouts"
CONTROLS = ("abort", "approval", "hold", "state")
BLUE: Colour = "blue"
GREEN: Colour = "green"
SAFE_PERCENT, LAST_PERCENT = 0, 100
# The balancer publishes its counts once a minute (Elastic Load Balancing, CloudWatch metrics).
METRIC_SECONDS = 60
MIN_POLL_SECONDS, MAX_POLL_SECONDS = 30, 600
# While it waits for people it polls ever more seldom: after a twentieth of the time that it has waited.
POLLS_PER_WAIT = 20
MAX_BAKE_POLLS = 1000
# A poll is a wait, a task and a choice: entered and left, and three events of the task (Step Functions, history).
EVENTS_PER_POLL = 9
# Of the 25,000 events of an execution (Step Functions, Quotas), what is left beside steps, retries and the end.
MAX_EVENTS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One step: per cent to green, and whether somebody must approve it."""

    percent: int
    needs_approval: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRollout:
    """A rollout with all that follows from the spec around it. `rules` are those whose weights it moves; `promotes` the
    functions whose blue alias it moves, `warmed` those of them whose blue has provisioned concurrency.
    """

    spec: Rollout
    environment: str
    targets: tuple[Target, ...]
    rules: tuple[PlannedRule, ...]
    guards: tuple[PlannedAlarm | CompositeAlarm, ...]
    promotes: tuple[str, ...]
    warmed: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def steps(self) -> tuple[PlannedStep, ...]:
        """Return the steps in their order."""
        approved = self.spec.approval.before
        return tuple(PlannedStep(percent=step, needs_approval=step in approved) for step in self.spec.steps)

    @property
    def bake_seconds(self) -> int:
        return self.spec.bake_minutes * 60

    @property
    def poll_seconds(self) -> int:
        """Return the seconds between two polls, few enough for the history of an execution."""
        return max(MIN_POLL_SECONDS, math.ceil(self.bake_seconds * len(self.steps) / MAX_BAKE_POLLS))

    @property
    def wait_seconds(self) -> int:
        return self.spec.wait_hours * 3600

    def guard_addresses(self) -> list[str]:
        """Return the guards as the spec calls them."""
        return [guard.name if isinstance(guard, CompositeAlarm) else guard.address for guard in self.guards]

    def guard_names(self) -> list[str]:
        """Return the names of the guards in AWS."""
        return [alarm_name(guard, Naming(self.environment)) for guard in self.guards]

    def longest_history(self) -> int:
        """Return how many events an execution has at most that waits as long as it may at every step."""
        bake = math.ceil(self.bake_seconds / self.poll_seconds) + 1
        approvals = sum(step.needs_approval for step in self.steps)
        waits = len(self.steps) + approvals
        return EVENTS_PER_POLL * (len(self.steps) * bake + waits * self._polls_per_wait())

    def _polls_per_wait(self) -> int:
        shortest, longest = self.poll_seconds * POLLS_PER_WAIT, MAX_POLL_SECONDS * POLLS_PER_WAIT
        if self.poll_seconds >= MAX_POLL_SECONDS:
            return math.ceil(self.wait_seconds / self.poll_seconds)
        growing = POLLS_PER_WAIT + math.ceil(math.log(longest / shortest) * (POLLS_PER_WAIT + 1))
        return growing + math.ceil(max(0, self.wait_seconds - longest) / MAX_POLL_SECONDS)


def alarm_name(guard: PlannedAlarm | CompositeAlarm, naming: Naming) -> str:
    """Return the name that an alarm has in AWS."""
    return naming.name("alarm", guard.name if isinstance(guard, CompositeAlarm) else guard.qualifier)
