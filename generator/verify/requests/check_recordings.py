"""Check recorded requests, and print what is wrong with them as JSON. Runs in the emulators' own environment.

Usage: python -I check_recordings.py RECORDING...
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def main(files: list[str]) -> None:
    """Print the number of requests, of operations and of policy documents, and the violations."""
    from generator.verify.requests.decode import Undecodable, decode, read

    requests, operations, policies = 0, set(), 0
    violations: list[dict[str, Any]] = []
    for file in files:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            requests += 1
            recorded = read(line)
            try:
                call = decode(recorded)
            except Undecodable as problem:
                violations.append({"operation": "unknown", "path": "", "problem": str(problem), "given": {}})
                continue
            operations.add(f"{call.service}:{call.operation}")
            found = list(_violations(call))
            policies += sum(1 for _ in _documents(call.given))
            violations += [
                {"operation": f"{call.service}:{call.operation}", "path": path, "problem": problem, "given": call.given}
                for path, problem in found
            ]
    summary = {"requests": requests, "operations": len(operations), "policies": policies, "violations": violations}
    json.dump(summary, sys.stdout, default=_text)


def _violations(call: Any) -> Iterator[tuple[str, str]]:
    from generator.verify.requests.constraints import violated_constraints
    from generator.verify.requests.policy import policy_problems

    if call.shape is not None:
        yield from violated_constraints(call.shape, call.given)
    for path, document in _documents(call.given):
        for problem in policy_problems(document):
            yield path, problem


def _documents(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The policy documents in an input, wherever they are."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _documents(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _documents(item, f"{path}[{index}]")
    elif isinstance(value, str) and value.lstrip().startswith("{") and '"Statement"' in value:
        document = json.loads(value)
        if isinstance(document, dict) and "Statement" in document:
            yield path, document


def _text(value: Any) -> str:
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[3]))
    main(sys.argv[1:])
