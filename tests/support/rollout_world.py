"""A world for rollouts: a balancer, aliases, alarms, parameters and a clock in memory, and machines that run in it.

The machine is the one that the stack gets, the tasks are those of the function. Only the edges are replaced: an
unreliable AWS, whose calls fail before or after their effect, or take effect late, as a test asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.planning.planned_rollout import PlannedRollout
from generator.planning.rollout_machine import recovery_machine, rollout_machine
from generator.planning.rollout_settings import expected_references, parameter_name, rollout_settings
from generator.planning.rollouts import plan_rollouts
from generator.validation.load import load_environment
from tests.support.stacks import SPLIT_ON_PURPOSE
from tests.support.state_machine import Execution, Stopped, TaskFailed
from traffic_control.handler import ACTIONS, NOT_ARGUMENTS
from traffic_control.ports import Check, NotDone, NotReady, Shares
from traffic_control.settings import RolloutSettings, Target
from traffic_control.tasks import TrafficControl

FUNCTION, MACHINE, TOPIC = "arn:function", "arn:machine", "arn:topic"
# What Lambda does to a traffic-control that takes too long.
FUNCTION_SECONDS = 30
OLD, NEW = "3", "4"
ENDPOINTS = ["elasticloadbalancing", "execute-api", "lambda", "monitoring", "secretsmanager", "sns", "ssm"]
ON_PREMISES = {"type": "ip", "addresses": ["192.168.7.1"], "port": 8443}


class Unavailable(Exception):
    """AWS does not answer, whatever it has done."""


def planned_of(more: Mapping[str, Any] | None = None, **settings: Any) -> PlannedRollout:
    """The plan of a rollout over two targets with three rules."""
    rollout = {"name": "release", "targets": ["payment-validation", "fraud-detection"], "bakeMinutes": 5, **settings}
    route = {"name": "rescore", "method": "POST", "path": "/rescores", "target": "fraud-detection"}
    environment = {
        "environmentSuffix": "test",
        "network": {"interfaceEndpoints": ENDPOINTS},
        "api": {"routes": [route]},
        "rollouts": [rollout],
        **(more or {}),
    }
    (planned,) = plan_rollouts(load_environment(environment))
    return planned


def migration_of(**settings: Any) -> PlannedRollout:
    """The plan of a rollout whose blue is no function: addresses on-premises."""
    target = {"name": "transaction-processing", "blue": ON_PREMISES}
    targets = {"loadBalancer": {"targets": [target]}, "network": {"interfaceEndpoints": ENDPOINTS}}
    onprem = {**targets["network"], "onPremises": {"cidrs": ["192.168.0.0/16"]}}
    return planned_of(
        {**targets, "network": onprem, **SPLIT_ON_PURPOSE}, targets=["transaction-processing"], **settings
    )


@dataclass
class World:
    """What there is. `faults` is asked before each call to AWS: it raises, delays, or lets it pass."""

    planned: PlannedRollout
    now: float = 1_000_000.0
    weights: dict[str, dict[str, int]] = field(default_factory=dict)
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    alarms: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, Any]] = field(default_factory=dict)
    unhealthy_groups: dict[str, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    late: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    requests_a_second: float = 50.0
    provisioned: list[str] = field(default_factory=lambda: ["READY"])
    passed: bool = True
    running: int = 1
    before_task: Callable[[str], None] = lambda action: None
    before_call: Callable[[str, Callable[[], None]], None] = lambda call, effect: effect()
    tasks: list[str] = field(default_factory=list)
    history: list[tuple[float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        settings = self.settings()
        for rule in settings["rules"]:
            groups = self.groups(rule["target"])
            self.weights[rule["arn"]] = {groups["blue"]: 100, groups["green"]: 0}
        self.versions = {name: {"blue": OLD, "green": NEW} for name in settings["functions"]}
        self.alarms = dict.fromkeys(settings["guards"], "OK")
        self.words = {name: {"at": 0.0} for name in settings["parameters"].values()}
        self.history.append((self.now, 0))

    def settings(self) -> dict[str, Any]:
        return rollout_settings(self.planned, expected_references(self.planned))

    def groups(self, target: str) -> dict[str, str]:
        return {colour: f"arn:{target}:{colour}" for colour in ("blue", "green")}

    def green(self) -> list[int]:
        """The weight of green in each rule."""
        greens = {f"arn:{target.name}:green" for target in self.planned.targets}
        return [sum(share for group, share in shares.items() if group in greens) for shares in self.weights.values()]

    def machine(self) -> dict[str, Any]:
        return rollout_machine(self.planned, self.settings(), function=FUNCTION, machine=MACHINE, topic=TOPIC)

    def start(self, name: str = "one") -> Execution:
        """Run an execution to its end, and, where that is a bad one, what EventBridge starts then."""
        done = Execution(self.machine(), name, self.task, self.sleep).run()
        if done.ended != "SUCCEEDED":
            self.recover(name)
        return done

    def recover(self, name: str) -> Execution:
        definition = recovery_machine(self.planned, self.settings(), function=FUNCTION, topic=TOPIC)
        return Execution(definition, f"recovery-{name}", self.task, self.sleep, {"execution": name}).run()

    def say(self, word: str, execution: str = "one", **more: Any) -> None:
        """What the command line writes."""
        self.words[parameter_name(self.planned, word)] = {"execution": execution, "by": "ann", **more, "at": self.now}

    def word(self, control: str) -> dict[str, Any]:
        """What stands in a parameter."""
        return self.words[parameter_name(self.planned, control)]

    def sleep(self, seconds: float) -> None:
        """Let time pass, and what is late happen in it."""
        until = self.now + seconds
        for at, effect in sorted(self.late, key=lambda item: item[0]):
            if at <= until:
                self.now = max(self.now, at)
                self.late.remove((at, effect))
                effect()
        self.now = until

    def task(self, resource: str, given: dict[str, Any]) -> Any:
        if resource.startswith("arn:aws:states:::sns"):
            self.notices.append(str(given["Message"]))
            return {}
        if resource.startswith("arn:aws:states:::aws-sdk"):
            return {"Executions": [{}] * self.running}
        assert resource == FUNCTION
        self.before_task(given["action"])
        return self.do(given)

    def do(self, given: dict[str, Any]) -> Any:
        assert given["action"] in ACTIONS
        self.tasks.append(given["action"])
        edges = Edges(self)
        control = TrafficControl(
            settings=RolloutSettings.from_event(given["settings"]),
            execution=given["execution"],
            balancer=edges,
            aliases=edges,
            metrics=edges,
            parameters=edges,
            checks=edges,
            clock=lambda: self.now,
            sleep=self.sleep,
        )
        arguments = {name: value for name, value in given.items() if name not in NOT_ARGUMENTS}
        try:
            return getattr(control, given["action"])(**arguments)
        except (NotReady, NotDone, Unavailable) as error:
            raise TaskFailed(type(error).__name__, str(error)) from error

    def set_weights(self, rule: str, weights: Shares) -> None:
        """Move a rule, as whoever may do it."""
        self.weights[rule] = dict(weights)
        assert sum(weights.values()) == 100
        self.history.append((self.now, max(self.green())))


@dataclass(frozen=True, slots=True)
class Edges:
    """What the tasks see of a world, as the ports say it."""

    world: World

    def weights(self, rules: Sequence[str]) -> Mapping[str, Shares]:
        self.world.before_call("weights", lambda: None)
        return {rule: dict(self.world.weights[rule]) for rule in rules if rule in self.world.weights}

    def move(self, rule: str, weights: Shares, sticky_seconds: int | None) -> None:
        def effect() -> None:
            if rule in self.world.weights:
                self.world.set_weights(rule, weights)

        self.world.before_call("move", effect)

    def stickiness(self, rules: Sequence[str]) -> Mapping[str, int | None]:
        return dict.fromkeys(rules)

    def unhealthy(self, group: str) -> Sequence[str]:
        return self.world.unhealthy_groups.get(group, [])

    def version(self, function: str, colour: str) -> str:
        return self.world.versions[function][colour]

    def point(self, function: str, colour: str, version: str) -> None:
        def effect() -> None:
            self.world.versions[function][colour] = version

        self.world.before_call("point", effect)

    def provisioned(self, function: str, colour: str) -> str:
        states = self.world.provisioned
        return states.pop(0) if len(states) > 1 else states[0]

    def alarms(self, names: Sequence[str]) -> Mapping[str, str]:
        return {name: self.world.alarms[name] for name in names if name in self.world.alarms}

    def requests(self, targets: Sequence[Target], since: float, until: float) -> Mapping[str, Shares]:
        """As many as come by the weights; the balancer itself is exact here."""
        total = max(0.0, until - since) * self.world.requests_a_second
        share = max(self.world.green(), default=0) / 100
        return {
            target.name: {
                target.groups["blue"]: round(total * (1 - share)),
                target.groups["green"]: round(total * share),
            }
            for target in targets
        }

    def read(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        self.world.before_call("read", lambda: None)
        return {name: self.world.words[name] for name in names}

    def write(self, name: str, value: Mapping[str, Any]) -> None:
        def effect() -> None:
            self.world.words[name] = {**value, "at": self.world.now}

        self.world.before_call("write", effect)

    def invoke(self, function: str, payload: Mapping[str, Any]) -> Check:
        return Check(function, self.world.passed, "as the test says")


def stop() -> None:
    """End the execution from outside."""
    raise Stopped
