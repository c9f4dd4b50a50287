"""Execution environments of a function, each a process: one request at a time, and now and then one is killed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.lambda_process import LambdaProcess, lambda_process
from tests.support.waiting import PATIENCE_SECONDS


class Killed(Exception):
    """The environment died before it answered: its caller learns nothing."""


@dataclass(slots=True)
class Pool:
    """A killed environment is replaced, as Lambda does; `logs` are the files of all that ever were."""

    handler: str
    variables: Mapping[str, str]
    folder: Path
    stack: ExitStack
    logs: list[Path] = field(default_factory=list)
    kills: int = 0
    _idle: queue.SimpleQueue[LambdaProcess] = field(default_factory=queue.SimpleQueue)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, environments: int) -> Pool:
        """Start so many."""
        for _ in range(environments):
            self._idle.put(self._new())
        return self

    def invoke(self, event: Mapping[str, Any], *, kill_after_seconds: float | None = None) -> dict[str, Any]:
        """The answer. Raises Killed."""
        environment = self._idle.get()
        timer = threading.Timer(kill_after_seconds or 0, environment.process.kill)
        if kill_after_seconds is not None:
            timer.start()
        try:
            return environment.invoke(event)
        except (AssertionError, BrokenPipeError):
            # Its pipes end before it has ended itself.
            environment.process.wait(PATIENCE_SECONDS)
            raise Killed from None
        finally:
            timer.cancel()
            self._idle.put(environment if environment.process.poll() is None else self._replaced())

    def _replaced(self) -> LambdaProcess:
        self.kills += 1
        return self._new()

    def _new(self) -> LambdaProcess:
        with self._lock:
            log = self.folder / f"{self.handler}-{len(self.logs)}-{id(self)}.log"
            self.logs.append(log)
            return self.stack.enter_context(lambda_process(self.handler, self.variables, log))
