"""Control a rollout of a live environment: start, approve, pause, resume, abort."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from generator.diagnostics.usage_error import UsageError
from generator.operations.aws_clients import aws_errors
from generator.operations.execution_events import current_state, waited_step
from generator.operations.rollout_reader import RolloutReader

DIGEST_LENGTH = 12


@dataclass(frozen=True, slots=True)
class LiveRollout(RolloutReader):
    """A rollout that is controlled by parameters, which its state machine reads, and by tasks of traffic-control."""

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

    def approve(self, step: int | None) -> int:
        """Approve the step that an execution waits for; which one. Raises UsageError where it waits for none."""
        execution = self.require_running()
        waiting = waited_step(current_state(self.events(execution["executionArn"])))
        if waiting is None:
            raise UsageError("it does not wait for an approval")
        if step not in (None, waiting):
            raise UsageError(f"it waits for the approval of {waiting} per cent, not of {step}")
        self._write_control("approval", execution["name"], before=waiting)
        return waiting

    def hold(self, *, paused: bool) -> str:
        """Pause or resume the execution that is under way; its name."""
        name = str(self.require_running()["name"])
        self._write_control("hold", name, paused=paused)
        return name

    def abort(self) -> tuple[str, list[int]]:
        """Go back at once, and let the machine see it; the execution, and the weights of green after it.

        The word is written first: whatever happens to the caller from here on, the machine goes back by itself.
        """
        running = self.running()
        name = str(running["name"]) if running else self._unfinished()
        settings = self.settings()
        self._write_control("abort", name)
        self._invoke_task("restore", settings, name)
        if running is None:
            self._invoke_task("verify", settings, name, green=0)
        return name, self.greens(settings)

    def _unfinished(self) -> str:
        state = self._read_controls().get("state", {})
        if state.get("execution") and not state.get("ended"):
            return str(state["execution"])
        raise UsageError(f"no execution of rollout {self.planned.name!r} is under way, and none has been left half-way")

    def _read_controls(self) -> dict[str, dict[str, Any]]:
        names = self.settings()["parameters"]
        with aws_errors():
            found = self.client("ssm").get_parameters(Names=list(names.values()), WithDecryption=True)["Parameters"]
        payload = {item["Name"]: json.loads(item["Value"]) for item in found}
        return {control: payload.get(name, {}) for control, name in names.items()}

    def _write_control(self, control: str, execution: str, **more: Any) -> None:
        """The key is given each time: Systems Manager would take its own."""
        settings = self.settings()
        name, key = settings["parameters"][control], settings["key"]
        word = json.dumps({"execution": execution, "by": self.caller(), **more})
        with aws_errors():
            self.client("ssm").put_parameter(Name=name, Value=word, Type="SecureString", KeyId=key, Overwrite=True)

    def _invoke_task(self, action: str, settings: Mapping[str, Any], execution: str, **more: Any) -> None:
        """Let traffic-control do one task at once, beside the machine: tasks may be repeated."""
        function = self.machine()["States"]["Rollback"]["Resource"]
        event = {"action": action, "settings": settings, "execution": execution, **more}
        with aws_errors():
            answer = self.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
        if answer.get("FunctionError"):
            payload = answer["Payload"].read().decode(errors="replace")
            raise UsageError(f"traffic-control could not {action}: {payload}: the machine goes on trying")


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
