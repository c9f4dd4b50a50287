"""The Node.js process that makes recorded stacks (`player.js`), and what is said to it."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.engine.bindings.store import Copy
from generator.engine.node_process import node_program
from generator.stack_plan import Block, ConstructReference, StackPlan
from generator.stack_plan.operations import TOKEN_PREFIX

PROGRAM = Path(__file__).with_name("replay.js")
# What an environment has left behind is given back before the next ones need room, so that memory stays flat.
OPTIONS = ("--optimize-for-size",)
SECONDS_TO_END = 5
MESSAGES_AN_APP = 3


class NodeError(Exception):
    """Node.js could not do what it was told. The text says why."""


class NodeClient:
    """Node.js with the packages of a copy, which it loads while Python does something else."""

    def __init__(self, copy: Copy) -> None:
        """Raises NodeError where there is no Node.js."""
        environment = {"NODE_COMPILE_CACHE": str(copy.compiled), **os.environ}
        command = [node_program(), *OPTIONS, str(PROGRAM)]
        try:
            self._node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        except OSError as error:
            raise NodeError(f"Node.js can't be started: {error}") from error
        self.sent, self._loaded = 0, False
        atexit.register(self.stop)
        self._send({"load": str(copy.folder)})
        self._send({"preload": True})

    def await_loaded(self) -> None:
        """Wait until the packages are there. Raises NodeError where they can't be loaded."""
        if not self._loaded:
            self._await(self.sent)
            self._loaded = True

    def submit(self, folder: Path, stack: str, plan: StackPlan) -> None:
        """Have an app of one stack written to a folder. Nothing waits for it here."""
        self._send({"app": str(folder)})
        self._send(
            {
                "stack": stack,
                "prefix": TOKEN_PREFIX,
                "operations": [[one.kind, *one.parameters] for one in plan.operations],
            }
        )
        self._send({"synth": True})

    def wait_next(self) -> None:
        """Wait for the earliest app that was asked for. Raises NodeError, or OSError where the system refuses."""
        self._await(MESSAGES_AN_APP)

    def stop(self) -> None:
        """End Node.js and wait for it."""
        atexit.unregister(self.stop)
        with contextlib.suppress(subprocess.TimeoutExpired, BrokenPipeError):
            self._node.communicate(timeout=SECONDS_TO_END)
        self._node.kill()
        self._node.wait()

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._node.stdin is not None
        self.sent += 1
        # A process that has ended is noticed when its answers are read.
        with contextlib.suppress(BrokenPipeError):
            self._node.stdin.write(json.dumps(message, default=_encoded).encode() + b"\n")
            self._node.stdin.flush()

    def _await(self, answers: int) -> None:
        """Read answers. What went wrong first is what it was about."""
        assert self._node.stdout is not None
        errors = list[dict[str, Any]]()
        for _ in range(answers):
            line = self._node.stdout.readline()
            if not line:
                raise NodeError("Node.js has ended without an answer")
            answer = json.loads(line)
            if "error" in answer:
                errors.append(answer)
        for error in errors[:1]:
            if "errno" in error:
                # Node.js turns the numbers of the system around.
                raise OSError(-error["errno"], os.strerror(-error["errno"]), error.get("path"))
            raise NodeError(error["error"])


def _encoded(value: object) -> Any:
    """What JSON has no form for, under a key that nothing else can have."""
    if isinstance(value, ConstructReference):
        return {TOKEN_PREFIX: value.operation}
    if isinstance(value, Block):
        return {TOKEN_PREFIX: [value.type, value.arguments]}
    raise TypeError(f"a plan holds {type(value).__name__}")
