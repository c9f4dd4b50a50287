"""Run the Node.js process that replays plans (`batch.js`), and exchange its messages."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
from pathlib import Path

from generator.engine.bundle.cache import PROGRAM, Bundle
from generator.engine.node_process import node_program
from generator.engine.plan_json import plan_json
from generator.engine.snapshot import OPTIONS, snapshot_of
from generator.stack_plan import StackPlan

SECONDS_TO_END = 5


class NodeError(Exception):
    """Node.js failed to replay a plan, or to start. The text says why."""


class NodeClient:
    """Node.js with a bundle, which it loads while Python does something else."""

    def __init__(self, bundle: Bundle) -> None:
        """Raises NodeError where there is no Node.js, BundleError where the bundle is damaged."""
        node = node_program()
        self.snapshot = snapshot_of(bundle, node)
        loaded = [str(bundle.file(PROGRAM))] if self.snapshot is None else ["--snapshot-blob", str(self.snapshot)]
        environment = {"NODE_COMPILE_CACHE": str(bundle.node_cache), **os.environ}
        try:
            self._node = subprocess.Popen(
                [node, *OPTIONS, *loaded], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
            )
        except OSError as error:
            raise NodeError(f"Node.js can't be started: {error}") from error
        self.sent, self._loaded = 0, False
        atexit.register(self.stop)

    def await_loaded(self) -> None:
        """Wait until the bundle is loaded. Raises NodeError where it can't be."""
        if not self._loaded:
            self._await()
            self._loaded = True

    def submit(self, folder: Path, stack: str, plan: StackPlan) -> None:
        """Have an app of one stack written to a folder. Nothing waits for it here."""
        assert self._node.stdin is not None
        self.sent += 1
        app = f'{{"app": {json.dumps(str(folder))}, "stack": {json.dumps(stack)}, "plan": {plan_json(plan)}}}\n'
        # A process that has ended is noticed when its answers are read.
        with contextlib.suppress(BrokenPipeError):
            self._node.stdin.write(app.encode())
            self._node.stdin.flush()

    def wait_next(self) -> None:
        """Wait for the earliest app that was asked for. Raises NodeError, or OSError where the system refuses."""
        self._await()

    def stop(self) -> None:
        """End Node.js and wait for it."""
        atexit.unregister(self.stop)
        if self.snapshot is None:
            # It keeps the compiled form of what it has loaded when it ends by itself.
            with contextlib.suppress(subprocess.TimeoutExpired, BrokenPipeError):
                self._node.communicate(timeout=SECONDS_TO_END)
        self._node.kill()
        self._node.communicate()

    def _await(self) -> None:
        assert self._node.stdout is not None
        line = self._node.stdout.readline()
        if not line:
            raise NodeError("Node.js has ended without an answer")
        answer = json.loads(line)
        if "errno" in answer:
            # Node.js turns the numbers of the system around.
            raise OSError(-answer["errno"], os.strerror(-answer["errno"]), answer.get("path"))
        if "error" in answer:
            raise NodeError(answer["error"])
