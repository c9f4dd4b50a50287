"""Functions in processes of their own, each an execution environment as Lambda makes them: one request at a time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.payment_cloud import ROOT
from tests.support.waiting import PATIENCE_SECONDS

RUNTIME = Path(__file__).with_name("lambda_runtime.py")
# Lambda always tells of a trace; this one is not sampled.
NOT_TRACED = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=0"
SOURCES = ROOT / "lambda_src"


@dataclass(frozen=True, slots=True)
class LambdaProcess:
    """A running function. Several threads may use it; they wait for each other."""

    process: subprocess.Popen[str]
    log_file: Path
    lock: threading.Lock

    def invoke(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The handler's answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with self.lock:
            self.process.stdin.write(json.dumps(event) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        assert line, f"the function has ended:\n{self.log()}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def log(self) -> str:
        """Everything that the function has printed so far."""
        return self.log_file.read_text()

    def log_lines(self) -> list[dict[str, Any]]:
        """The lines of the log, each of which must be JSON."""
        return [json.loads(line) for line in self.log().splitlines()]


@contextmanager
def lambda_process(
    handler: str,
    variables: Mapping[str, str],
    log_file: Path,
    *,
    folder: Path = SOURCES,
    python: Sequence[str] = (sys.executable,),
) -> Iterator[LambdaProcess]:
    """A function whose code is imported from `folder` alone; the environment holds nothing but the variables."""
    with log_file.open("w") as log:
        process = subprocess.Popen(
            [*python, "-I", str(RUNTIME), str(folder), handler, str(PATIENCE_SECONDS)],
            env={"PATH": "/usr/bin:/bin", "LAMBDA_TASK_ROOT": str(folder), "_X_AMZN_TRACE_ID": NOT_TRACED, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        yield LambdaProcess(process, log_file, threading.Lock())
    finally:
        process.communicate(timeout=PATIENCE_SECONDS)
