"""A rollout in a live environment: its machine, its executions, the words that are said to it, and what is so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from generator.diagnostics.usage_error import UsageError
from generator.operations.aws_clients import aws_errors
from generator.operations.rollout_plan import expected_machine
from generator.planning.rollout_settings import machine_name
from generator.planning.rollouts import PlannedRollout

Client = Callable[[str], Any]
RUNNING = "RUNNING"
DIGEST_LENGTH = 12
# What only AWS names, so that a plan made offline cannot know it.
NAMED_BY_AWS = ("balancer", "dimensions", "groups")


@dataclass(frozen=True, slots=True)
class LiveRollout:
    """One rollout of one environment; `client` makes a client for a service, `expected` the machine of the spec."""

    planned: PlannedRollout
    region: str
    client: Client
    expected: Callable[[PlannedRollout], dict[str, Any]] = expected_machine

    def machine(self) -> dict[str, Any]:
        """Return the live definition. Raises UsageError where the stack has none."""
        states = self.client("stepfunctions")
        with aws_errors():
            found = self._found(states)
        definition: dict[str, Any] = json.loads(found["definition"])
        return definition

    def _found(self, states: Any) -> Any:
        try:
            return states.describe_state_machine(stateMachineArn=self.arn())
        except states.exceptions.StateMachineDoesNotExist as missing:
            name = machine_name(self.planned)
            raise UsageError(f"there is no state machine {name!r}: apply the stack of this spec first") from missing

    def settings(self) -> dict[str, Any]:
        """Return what the live machine hands to its tasks."""
        settings: dict[str, Any] = self.machine()["States"]["Settings"]["Result"]
        return settings

    def differences(self) -> list[str]:
        """Return the states in which the live machine is not the one of the spec."""
        live, wanted = (comparable(one)["States"] for one in (self.machine(), self.expected(self.planned)))
        return sorted(name for name in {*live, *wanted} if live.get(name) != wanted.get(name))

    def start(self) -> str:
        """Start an execution; its name. Raises UsageError where one is under way, or the stack is of another spec."""
        differences = self.differences()
        if differences:
            raise UsageError(
                f"the stack's rollout is not that of the spec (in {', '.join(differences)}): apply the spec first"
            )
        running = self.running()
        if running is not None:
            raise UsageError(f"execution {running['name']} is under way: see `payinfra rollout status`, or abort it")
        states, name = self.client("stepfunctions"), self._next_name()
        begun = {"startedBy": self.caller(), "startedAt": _now()}
        with aws_errors():
            states.start_execution(stateMachineArn=self.arn(), name=name, input=json.dumps(begun))
        return name

    def _next_name(self) -> str:
        """The same for everybody who would release the same: Step Functions takes a name once in 90 days."""
        versions = [(name, self._version(name)) for name in self.settings()["functions"]]
        digest = hashlib.sha256(repr(versions).encode()).hexdigest()[:DIGEST_LENGTH]
        attempts = sum(1 for found in self.executions() if found["name"].rpartition("-")[0] == digest)
        return f"{digest}-{attempts + 1}"

    def _version(self, function: str) -> str:
        with aws_errors():
            alias = self.client("lambda").get_alias(FunctionName=function, Name="green")
        return str(alias["FunctionVersion"])

    def executions(self) -> list[dict[str, Any]]:
        """Return all executions that Step Functions remembers, the newest first."""
        states = self.client("stepfunctions")
        with aws_errors():
            pages = states.get_paginator("list_executions").paginate(stateMachineArn=self.arn())
            found = [execution for page in pages for execution in page["executions"]]
        return sorted(found, key=lambda execution: str(execution["startDate"]), reverse=True)

    def running(self) -> dict[str, Any] | None:
        """Return the execution that is under way, if there is one."""
        return next((found for found in self.executions() if found["status"] == RUNNING), None)

    def under_way(self) -> dict[str, Any]:
        """Return the execution that is under way. Raises UsageError where there is none."""
        found = self.running()
        if found is None:
            raise UsageError(f"no execution of rollout {self.planned.name!r} is under way")
        return found

    def events(self, execution: str) -> Iterator[dict[str, Any]]:
        """Yield what has happened in an execution, the newest first."""
        states = self.client("stepfunctions")
        with aws_errors():
            pages = states.get_paginator("get_execution_history").paginate(
                executionArn=execution, reverseOrder=True, includeExecutionData=True
            )
            for page in pages:
                yield from page["events"]

    def approve(self, step: int | None) -> int:
        """Approve the step that an execution waits for; which one. Raises UsageError where it waits for none."""
        execution = self.under_way()
        waiting = waited_step(current_state(self.events(execution["executionArn"])))
        if waiting is None:
            raise UsageError("it does not wait for an approval")
        if step not in (None, waiting):
            raise UsageError(f"it waits for the approval of {waiting} per cent, not of {step}")
        self._say("approval", execution["name"], before=waiting)
        return waiting

    def hold(self, *, paused: bool) -> str:
        """Pause or resume the execution that is under way; its name."""
        name = str(self.under_way()["name"])
        self._say("hold", name, paused=paused)
        return name

    def abort(self) -> tuple[str, list[int]]:
        """Go back at once, and let the machine see it; the execution, and the weights of green after it.

        The word is written first: whatever happens to the caller from here on, the machine goes back by itself.
        """
        running = self.running()
        name = str(running["name"]) if running else self._unfinished()
        settings = self.settings()
        self._say("abort", name)
        self._call("restore", settings, name)
        if running is None:
            self._call("verify", settings, name, green=0)
        return name, self.greens(settings)

    def _unfinished(self) -> str:
        state = self._words().get("state", {})
        if state.get("execution") and not state.get("ended"):
            return str(state["execution"])
        raise UsageError(f"no execution of rollout {self.planned.name!r} is under way, and none has been left half-way")

    def _words(self) -> dict[str, dict[str, Any]]:
        names = self.settings()["parameters"]
        with aws_errors():
            found = self.client("ssm").get_parameters(Names=list(names.values()), WithDecryption=True)["Parameters"]
        said = {item["Name"]: json.loads(item["Value"]) for item in found}
        return {control: said.get(name, {}) for control, name in names.items()}

    def _say(self, control: str, execution: str, **more: Any) -> None:
        """The key is given each time: Systems Manager would take its own."""
        settings = self.settings()
        name, key = settings["parameters"][control], settings["key"]
        word = json.dumps({"execution": execution, "by": self.caller(), **more})
        with aws_errors():
            self.client("ssm").put_parameter(Name=name, Value=word, Type="SecureString", KeyId=key, Overwrite=True)

    def _call(self, action: str, settings: Mapping[str, Any], execution: str, **more: Any) -> None:
        """Let traffic-control do one task at once, beside the machine: tasks may be repeated."""
        function = self.machine()["States"]["Rollback"]["Resource"]
        event = {"action": action, "settings": settings, "execution": execution, **more}
        with aws_errors():
            answer = self.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
        if answer.get("FunctionError"):
            said = answer["Payload"].read().decode(errors="replace")
            raise UsageError(f"traffic-control could not {action}: {said}: the machine goes on trying")

    def rules(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, int]]]:
        """Yield the target and the live weights by colour of each rule."""
        targets = {target["name"]: target for target in settings["targets"]}
        arns = {rule["arn"]: targets[rule["target"]] for rule in settings["rules"]}
        with aws_errors():
            found = self.client("elbv2").describe_rules(RuleArns=list(arns))["Rules"]
        for rule in found:
            target = arns[rule["RuleArn"]]
            shares = {
                group["TargetGroupArn"]: group.get("Weight", 0)
                for action in rule["Actions"]
                for group in action.get("ForwardConfig", {}).get("TargetGroups", ())
            }
            yield target["name"], {colour: shares.get(arn, 0) for colour, arn in target["groups"].items()}

    def greens(self, settings: Mapping[str, Any]) -> list[int]:
        """Return the live weight of green in each rule."""
        return [weights["green"] for _, weights in self.rules(settings)]

    def caller(self) -> str:
        """Return who asks, as AWS names him."""
        with aws_errors():
            return str(self.client("sts").get_caller_identity()["Arn"])

    def arn(self) -> str:
        """Return the ARN of the state machine, in the account of the caller."""
        with aws_errors():
            account = self.client("sts").get_caller_identity()["Account"]
        return f"arn:aws:states:{self.region}:{account}:stateMachine:{machine_name(self.planned)}"


def comparable(definition: Any) -> Any:
    """Return a definition without what only AWS names: two that are equal do the same."""
    if isinstance(definition, dict):
        return {key: comparable(value) for key, value in definition.items() if key not in NAMED_BY_AWS}
    if isinstance(definition, list):
        return [comparable(value) for value in definition]
    return (
        "arn" if isinstance(definition, str) and definition.startswith("arn:") and _is_ours(definition) else definition
    )


def _is_ours(arn: str) -> bool:
    """A name of AWS's own integrations is no ARN of a resource."""
    return not arn.startswith("arn:aws:states:::")


def current_state(events: Iterator[Mapping[str, Any]]) -> str | None:
    """Return the state in which an execution is, from its events, the newest first."""
    entered = (event.get("stateEnteredEventDetails", {}).get("name") for event in events)
    return next((name for name in entered if name), None)


def waited_step(state: str | None) -> int | None:
    """Return the step for whose approval a state waits."""
    for word in ("Approve", "Waiting", "Ask"):
        number = (state or "").removeprefix(word).removesuffix("Decision")
        if state and state.startswith(word) and number.isdigit():
            return int(number)
    return None


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
