"""Read a rollout of a live environment: its state machine, its executions, the weights of its rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostics.usage_error import UsageError
from generator.operations.aws_clients import aws_errors
from generator.operations.machine_definition import comparable
from generator.operations.rollout_plan import expected_machine
from generator.planning.planned_rollout import PlannedRollout
from generator.planning.rollout_settings import machine_name

Client = Callable[[str], Any]
RUNNING = "RUNNING"


@dataclass(frozen=True, slots=True)
class RolloutReader:
    """One rollout of one environment; `client` makes a client for a service, `expected` the machine of the spec."""

    planned: PlannedRollout
    region: str
    client: Client
    expected: Callable[[PlannedRollout], dict[str, Any]] = expected_machine

    def machine(self) -> dict[str, Any]:
        """Return the live definition. Raises UsageError where the stack has none."""
        states = self.client("stepfunctions")
        with aws_errors():
            found = self._describe(states)
        definition: dict[str, Any] = json.loads(found["definition"])
        return definition

    def _describe(self, states: Any) -> Any:
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

    def require_running(self) -> dict[str, Any]:
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
