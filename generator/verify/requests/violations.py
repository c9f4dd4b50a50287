"""Find requests of the provider that AWS would refuse, by its service models and its documented actions."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.verify.errors import CannotVerify

PROGRAM = Path(__file__).with_name("check_recordings.py")


@dataclass(frozen=True, slots=True)
class Violation:
    """One constraint that a request does not keep. `path` is that of the parameter; `given` are all parameters."""

    operation: str
    path: str
    problem: str
    given: Mapping[str, Any]

    def __str__(self) -> str:
        return f"AWS would refuse {' '.join(part for part in (self.operation, self.path) if part)}: {self.problem}"


@dataclass(frozen=True, slots=True)
class CheckedRequests:
    """The numbers of different requests, of operations and of policy documents that were checked."""

    requests: int
    operations: int
    policies: int
    violations: tuple[Violation, ...]

    def __str__(self) -> str:
        return (
            f"requests checked against AWS's service models: {self.requests} of {self.operations} operations, "
            f"{self.policies} policy documents, {len(self.violations)} violations"
        )


def check_requests(python: str, recordings: Sequence[Path]) -> CheckedRequests:
    """Check recordings with the Python that has the emulators. Raises CannotVerify where that lacks something."""
    command = [python, "-I", str(PROGRAM), *map(str, recordings)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    if checked.returncode:
        last = (checked.stderr.strip().splitlines() or ["nothing was written"])[-1]
        raise CannotVerify(f"the requests cannot be checked: {last}; run `make emulators` again")
    found = json.loads(checked.stdout)
    different = {json.dumps(item, sort_keys=True): item for item in found["violations"]}
    return CheckedRequests(
        found["requests"],
        found["operations"],
        found["policies"],
        tuple(Violation(**item) for item in different.values()),
    )
