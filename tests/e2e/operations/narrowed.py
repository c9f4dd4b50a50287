"""A stack cut down to a few dozen resources, with all that they refer to: enough to operate, and quick to apply."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from generator.verify.stack_folder import STACK_FILE, declared_values

# What the tests change, and what somebody changes outside.
KEPT = re.compile(
    r"table-refunds|lambda-fraud-detection|role-lambda-fraud-detection-policy|alias-fraud-detection-blue$|"
    r"api-endpoint-ingress|queue-dead-letters-fraud-detection$|parameter-fraud_rules|bucket-reports|"
    r"alarm-.*fraud-detection-errors|topic-compliance|network-acl-private"
)
_REFERENCE = re.compile(r"(?<![\w.])(aws_\w+\.[\w-]+)")


def narrow(folder: Path) -> None:
    """Keep of the stack in a folder what the tests are about, and what that refers to."""
    file = folder / STACK_FILE
    stack: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    values = declared_values(stack)
    kept = _with_references((address for address in values if KEPT.search(address)), values)
    stack["resource"] = {
        kind: those
        for kind, named in stack["resource"].items()
        if (those := {name: body for name, body in named.items() if f"{kind}.{name}" in kept})
    }
    dropped = values.keys() - kept
    stack["output"] = {
        name: output for name, output in stack.get("output", {}).items() if not dropped & _references(output)
    }
    file.write_text(json.dumps(stack), encoding="utf-8")


def _with_references(addresses: Iterable[str], values: dict[str, dict[str, Any]]) -> set[str]:
    found: set[str] = set()
    waiting = list(addresses)
    while waiting:
        address = waiting.pop()
        if address in values and address not in found:
            found.add(address)
            waiting += _references(values[address])
    return found


def _references(value: Any) -> set[str]:
    return set(_REFERENCE.findall(json.dumps(value)))
