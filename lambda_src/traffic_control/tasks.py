"""The tasks of a rollout. Each is idempotent and may be late: it reads first, changes what differs, and reads back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from traffic_control.decisions import decide, decide_approval
from traffic_control.function_versions import FunctionVersions
from traffic_control.observation import Observation, Outcome, StepState
from traffic_control.ports import (
    IN_PROGRESS,
    READY,
    Aliases,
    Balancer,
    Checks,
    ControlParameters,
    Metrics,
    NotReady,
)
from traffic_control.rule_weights import ALL, BLUE, GREEN, RuleWeights
from traffic_control.settings import RolloutSettings, Target

# Lambda initializes thousands of environments a minute: more time than this would not help.
WARMING_TIMEOUT_SECONDS: Final = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficControl:
    """The tasks of one execution of one rollout. `execution` is its name."""

    settings: RolloutSettings
    execution: str
    balancer: Balancer
    aliases: Aliases
    metrics: Metrics
    parameters: ControlParameters
    checks: Checks
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    def preflight(self) -> dict[str, Any]:
        """Verify that the rollout may start, and store the versions. Raises NotReady with every reason."""
        state = self._parameter("state", of_any=True)
        is_own_state = state.get("execution") == self.execution
        faults = [] if is_own_state or state.get("ended", True) else [_unfinished_reason(state)]
        faults += self._rules.mismatches(0, gone=True)
        faults += self._unhealthy()
        states = self.metrics.alarms(self.settings.guards)
        faults += [
            f"alarm {name} is {states.get(name, 'not there')}, not OK"
            for name in self.settings.guards
            if states.get(name) != "OK"
        ]
        versions = {name: self._alias_versions(name) for name in self.settings.functions}
        if versions and all(pair[BLUE] == pair[GREEN] for pair in versions.values()):
            faults.append("blue and green are the same version of every function: there is nothing to release")
        if faults:
            raise NotReady("; ".join(faults))
        now = self.clock()
        if not is_own_state:
            self._write_state({"versions": versions, "promoted": False, "ended": False, "began": now})
        memory = StepState(since=now)
        return {**_outcome(self.settings, "go", "ready", memory), "versions": versions}

    def approve(self, green: int, memory: Mapping[str, Any], before: int) -> dict[str, Any]:
        """Decide whether the step to `green` per cent is approved. Until then green keeps its share `before`."""
        observation = self._observe(before, StepState.of(memory, self.clock()))
        value = self._parameter("approval").get("before")
        return decide_approval(
            self.settings, green, observation, StepState.of(memory, observation.now), value
        ).as_json()

    def shift(self, green: int, memory: Mapping[str, Any], before: int) -> dict[str, Any]:
        """Give green its share in every rule, and read it back. An abort meanwhile is seen at the end.

        `before` is the share of the step before; a first attempt may have moved some rules already.
        """
        step_state = StepState.of(memory, self.clock())
        for fault in (
            *self._aborted(),
            *self._versions.changed_green(),
            *self._rules.mismatches(before, green, gone=True),
        ):
            return _outcome(self.settings, "rollback", fault, step_state)
        self._rules.move(green)
        for fault in self._aborted():
            return _outcome(self.settings, "rollback", fault, step_state)
        return _outcome(self.settings, "go", f"{green} per cent to green", StepState(since=self.clock()))

    def watch(self, green: int, memory: Mapping[str, Any]) -> dict[str, Any]:
        """Observe a step that bakes, and decide."""
        step_state = StepState.of(memory, self.clock())
        observation = self._observe(green, step_state)
        outcome: Outcome = decide(self.settings, green, observation, step_state)
        return {**outcome.as_json(), "requests": dict(observation.requests), "alarms": dict(observation.alarms)}

    def promote(self, green: int, memory: Mapping[str, Any]) -> dict[str, Any]:
        """Let blue name the version that green had from the start on. All callers must be on green."""
        step_state = StepState.of(memory, self.clock())
        for fault in (*self._aborted(), *self._rules.mismatches(green), *self._versions.changed_green()):
            return _outcome(self.settings, "rollback", fault, step_state)
        versions = self._versions
        for function in self.settings.functions:
            versions.point_blue(function, versions.state["versions"][function][GREEN])
        self._write_state({**self._state(), "promoted": True})
        return _outcome(self.settings, "go", "blue is what green is", StepState(since=self.clock()))

    def warm(self, memory: Mapping[str, Any]) -> dict[str, Any]:
        """Wait until Lambda has initialized blue's provisioned concurrency. Green serves everything meanwhile.

        If that fails or takes too long, callers of blue meet cold starts, which is no reason to stay on green.
        """
        step_state = StepState.of(memory, self.clock())
        for fault in (*self._aborted(), *self._rules.mismatches(ALL)):
            return _outcome(self.settings, "rollback", fault, step_state)
        states = {function: self.aliases.provisioned(function, BLUE) for function in self.settings.warmed}
        cold = ", ".join(f"{function} is {state}" for function, state in states.items() if state != READY)
        is_late = self.clock() - step_state.since > WARMING_TIMEOUT_SECONDS
        decision = "wait" if IN_PROGRESS in states.values() and not is_late else "go"
        reason = f"provisioned concurrency of {cold}" if cold else "blue is warm"
        return _outcome(self.settings, decision, reason, step_state)

    def restore(self) -> dict[str, Any]:
        """Roll back: blue names its version, and gets all requests. Weights go back whatever happens to an alias."""
        faults = []
        try:
            self._versions.restore()
        except Exception as error:  # the weights must go back first: what went wrong is raised below
            faults.append(error)
        self._rules.move(0)
        for fault in faults:
            raise fault
        return _outcome(self.settings, "go", "all to blue", StepState(since=self.clock()))

    def verify(self, green: int) -> dict[str, Any]:
        """Verify all weights and blue's versions at the end; then the rollout has ended."""
        for fault in (*self._rules.mismatches(green), *self._versions.changed_blue()):
            return _outcome(self.settings, "again", fault, StepState(since=self.clock()))
        state = self._parameter("state", of_any=True)
        if state.get("execution") == self.execution and not state.get("ended"):
            self._write_state({**state, "ended": True})
        return _outcome(self.settings, "go", f"green has {green} per cent", StepState(since=self.clock()))

    def recover(self) -> dict[str, Any]:
        """Roll back if an execution was stopped from outside; do nothing if it had ended, or had not begun."""
        state = self._parameter("state", of_any=True)
        if state.get("execution") != self.execution or state.get("ended"):
            return _outcome(self.settings, "nothing", "nothing was left", StepState(since=self.clock()))
        return {**self.restore(), "reason": "ended from outside"}

    @property
    def _rules(self) -> RuleWeights:
        return RuleWeights(settings=self.settings, balancer=self.balancer, sleep=self.sleep)

    @property
    def _versions(self) -> FunctionVersions:
        return FunctionVersions(state=self._state(), aliases=self.aliases)

    def _observe(self, green: int, memory: StepState) -> Observation:
        now, settings = self.clock(), self.settings
        steady = [target for target in settings.targets if not target.sticky]
        return Observation(
            now=now,
            moved=[*self._rules.mismatches(green, gone=True), *self._versions.changed_green()],
            unhealthy=self._unhealthy(),
            alarms=self.metrics.alarms(settings.guards),
            checks=[self.checks.invoke(name, self._check_payload(green)) for name in settings.checks],
            requests=self._requests(settings.targets, memory.since, now),
            recent=self._requests(steady, memory.since + settings.metric_seconds, now),
            abort=self._parameter("abort") or None,
            hold=self._parameter("hold") or None,
        )

    def _check_payload(self, green: int) -> dict[str, Any]:
        return {"rollout": self.settings.rollout, "execution": self.execution, "green": green}

    def _requests(self, targets: Sequence[Target], since: float, until: float) -> dict[str, tuple[int, int]]:
        counts = self.metrics.requests(targets, since, until)
        return {
            target.name: (counts[target.name][target.groups[BLUE]], counts[target.name][target.groups[GREEN]])
            for target in targets
        }

    def _unhealthy(self) -> list[str]:
        """Return the unhealthy targets of green."""
        return [
            f"green of {target.name}: {text}"
            for target in self.settings.targets
            for text in self.balancer.unhealthy(target.groups[GREEN])
        ]

    def _alias_versions(self, function: str) -> dict[str, str]:
        return {colour: self.aliases.version(function, colour) for colour in (BLUE, GREEN)}

    def _aborted(self) -> list[str]:
        value = self._parameter("abort")
        return [f"aborted by {value.get('by', 'somebody')}"] if value else []

    def _state(self) -> dict[str, Any]:
        return self._parameter("state")

    def _write_state(self, state: Mapping[str, Any]) -> None:
        self.parameters.write(self.settings.parameters["state"], {**state, "execution": self.execution})

    def _parameter(self, control: str, *, of_any: bool = False) -> dict[str, Any]:
        """Return a parameter's value if it is for this execution."""
        name = self.settings.parameters[control]
        value = dict(self.parameters.read([name])[name])
        return value if of_any or value.get("execution") == self.execution else {}


def _outcome(settings: RolloutSettings, decision: str, reason: str, memory: StepState) -> dict[str, Any]:
    return Outcome(decision=decision, reason=reason, memory=memory, wait=settings.poll_seconds).as_json()


def _unfinished_reason(state: Mapping[str, Any]) -> str:
    return f"execution {state.get('execution')} has not ended: abort it first"
