"""A stack cut down to a few dozen resources, with all that they refer to: enough to operate, and quick to apply."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.verify.stack_folder import STACK_FILE, declared_values

# What the tests change, and what somebody changes outside.
KEPT = re.compile(
    r"table-refunds$|lambda-fraud-detection$|role-lambda-fraud-detection-policy$|alias-fraud-detection-blue$|"
    r"api-endpoint-ingress|queue-dead-letters-fraud-detection$|parameter-(fraud_rules|payment_limits)$|"
    r"bucket-terraform-state(_versioning)?$|guardduty$"
)
_REFERENCE = re.compile(r"(?<![\w.])(aws_\w+\.[\w-]+)")


def narrow(folder: Path) -> None:
    """Keep of the stack in a folder what the tests are about, and what that refers to."""
    file = folder / STACK_FILE
    stack: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    values = {address: _alone(body) for address, body in declared_values(stack).items()}
    kept = _with_references((address for address in values if KEPT.search(address)), values)
    stack["resource"] = {
        kind: those
        for kind, named in stack["resource"].items()
        if (those := {name: values[f"{kind}.{name}"] for name in named if f"{kind}.{name}" in kept})
    }
    dropped = values.keys() - kept
    kept_outputs = {
        name: output for name, output in stack.pop("output", {}).items() if not dropped & _references(output)
    }
    if kept_outputs:
        stack["output"] = kept_outputs
    file.write_text(json.dumps(stack), encoding="utf-8")


def _with_references(addresses: Iterable[str], values: Mapping[str, Mapping[str, Any]]) -> set[str]:
    found: set[str] = set()
    waiting = list(addresses)
    while waiting:
        address = waiting.pop()
        if address in values and address not in found:
            found.add(address)
            waiting += _references(values[address])
    return found


def _alone(body: Mapping[str, Any]) -> dict[str, Any]:
    """A resource without what it only waits for."""
    lifecycle = {key: value for key, value in body.get("lifecycle", {}).items() if key != "precondition"}
    plain = {key: value for key, value in body.items() if key not in ("depends_on", "lifecycle")}
    return {**plain, **({"lifecycle": lifecycle} if lifecycle else {})}


def _references(value: Any) -> set[str]:
    return set(_REFERENCE.findall(json.dumps(value)))
