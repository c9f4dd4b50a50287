"""One rollout of the stand, to be released, watched, and disturbed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.diagnostics.usage_error import UsageError
from generator.operations.execution_events import current_state, waited_step
from generator.operations.live_rollout import LiveRollout
from generator.operations.rollout_reader import RUNNING
from generator.operations.rollout_status import RolloutStatus, read_status
from tests.e2e.data_plane.emulator import Emulator
from tests.e2e.rollouts.code import archive
from tests.e2e.rollouts.environment import ROLLOUTS, SUFFIX
from tests.support.waiting import PATIENCE_SECONDS, wait_until

POLL_SECONDS = 0.1


@dataclass(slots=True)
class Notices:
    """What the topic has published, by whoever reads it first."""

    emulator: Emulator
    queue: str
    seen: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def about(self, execution: str) -> list[str]:
        """The notices about an execution."""
        with self.lock:
            self._read()
            return [notice for notice in self.seen if execution in notice]

    def _read(self) -> None:
        sqs = self.emulator.client("sqs")
        while messages := sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", ()):
            self.seen += [json.loads(message["Body"])["Message"] for message in messages]
            for message in messages:
                sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])


def subscribed(emulator: Emulator) -> Notices:
    """Subscribe to the topic of the rollouts."""
    topics = emulator.client("sns").list_topics()["Topics"]
    (topic,) = (found["TopicArn"] for found in topics if found["TopicArn"].endswith(f"system-errors-{SUFFIX}"))
    queue = emulator.client("sqs").create_queue(QueueName="notices")["QueueUrl"]
    arn = topic.replace(":sns:", ":sqs:").replace(topic.rpartition(":")[2], "notices")
    lets_in = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy = {"Version": "2012-10-17", "Statement": [{**lets_in, "Resource": arn}]}
    emulator.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})
    emulator.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return Notices(emulator, queue)


@dataclass(slots=True)
class Live:
    """A rollout. `live` is what the command line works with; `folder` is where the puppet looks."""

    name: str
    live: LiveRollout
    emulator: Emulator
    folder: Path
    notices: Notices
    settings: dict[str, Any]
    machine: str
    newest: str = "one"

    @property
    def functions(self) -> tuple[str, ...]:
        return ROLLOUTS[self.name]

    def publish(self, version: str, fault: str = "none") -> None:
        """Publish a version of every function, to which green goes: what an apply does when code has changed."""
        client = self.emulator.client("lambda")
        self.newest = version
        for function in self.functions:
            name = f"lambda-{function}-{SUFFIX}"
            code = archive(function, version, fault)
            published = client.update_function_code(FunctionName=name, ZipFile=code, Publish=True)
            client.update_alias(FunctionName=name, Name="green", FunctionVersion=published["Version"])

    def versions(self) -> dict[str, tuple[str, str]]:
        """Blue's and green's version of each function."""
        client = self.emulator.client("lambda")
        names = {function: f"lambda-{function}-{SUFFIX}" for function in self.functions}
        return {
            function: (
                client.get_alias(FunctionName=name, Name="blue")["FunctionVersion"],
                client.get_alias(FunctionName=name, Name="green")["FunctionVersion"],
            )
            for function, name in names.items()
        }

    def blues(self) -> set[str]:
        return {blue for blue, _ in self.versions().values()}

    def greens(self) -> set[int]:
        """The weights of green."""
        return set(self.live.greens(self.settings))

    def arn(self, execution: str) -> str:
        return f"{self.machine.replace(':stateMachine:', ':execution:')}:{execution}"

    def state(self, execution: str) -> str | None:
        """The state in which an execution is."""
        events = self.emulator.client("stepfunctions").get_execution_history(
            executionArn=self.arn(execution), reverseOrder=True, maxResults=10
        )["events"]
        return current_state(iter(events))

    def status(self, execution: str) -> str:
        found = self.emulator.client("stepfunctions").describe_execution(executionArn=self.arn(execution))
        return str(found["status"])

    def started_past_the_command(self) -> str:
        """Start an execution as nobody should; its name."""
        states = self.emulator.client("stepfunctions")
        begun = states.start_execution(stateMachineArn=self.machine, name=f"past-{time.time():.0f}", input="{}")
        return str(begun["executionArn"]).rpartition(":")[2]

    def stop(self, execution: str) -> None:
        """End an execution from outside."""
        self.emulator.client("stepfunctions").stop_execution(executionArn=self.arn(execution), cause="by a test")

    def until(self, execution: str, reached: Callable[[], bool], what: str, *, approving: bool = True) -> None:
        """Wait, and approve what waits for it meanwhile. Fails as soon as the execution has ended without it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            if approving and waited_step(self.state(execution)) is not None:
                with suppress(UsageError):
                    self.live.approve(100)
            assert time.monotonic() < deadline, what
            assert self.status(execution) == RUNNING or reached(), f"{what}: {self.look(execution).reason}"
            time.sleep(POLL_SECONDS)

    def until_in(self, execution: str, state: str, *, approving: bool = True) -> None:
        self.until(execution, lambda: self.state(execution) == state, f"{execution} in {state}", approving=approving)

    def until_end(self, execution: str, *, approving: bool = True) -> RolloutStatus:
        """Wait for the end; how it was."""
        self.until(execution, lambda: self.status(execution) != RUNNING, f"the end of {execution}", approving=approving)
        return self.look(execution)

    def until_home(self) -> None:
        """Wait until nothing is under way, recoveries as well, and all is on blue."""
        wait_until(self._is_home, f"all of {self.name} on blue", every_seconds=POLL_SECONDS)

    def _is_home(self) -> bool:
        states = self.emulator.client("stepfunctions")
        machines = (self.machine, self.machine.replace("-rollout-", "-recovery-"))
        under_way = (
            states.list_executions(stateMachineArn=arn, statusFilter=RUNNING)["executions"] for arn in machines
        )
        return not any(under_way) and self.greens() == {0}

    def look(self, execution: str | None = None) -> RolloutStatus:
        return read_status(self.live, execution)

    @contextmanager
    def held(self, action: str) -> Iterator[Callable[[], bool]]:
        """The puppet holds the next task of an action until the body ends; whether it does so."""
        asked = self.ask(f"hold-{self.name}-{action}")
        taken = asked.with_name(f"{asked.name}.taken")
        try:
            yield taken.exists
        finally:
            asked.unlink(missing_ok=True)
            taken.unlink(missing_ok=True)

    def ask(self, name: str) -> Path:
        """Ask the puppet."""
        file = self.folder / name
        file.touch()
        return file
