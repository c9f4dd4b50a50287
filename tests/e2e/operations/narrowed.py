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
    r"api-endpoint-ingress|queue-dead-letters-fraud-detection$|parameter-fraud_rules$"
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
        if (those := {name: _alone(body, kept) for name, body in named.items() if f"{kind}.{name}" in kept})
    }
    dropped = values.keys() - kept
    stack["output"] = {
        name: output for name, output in stack.get("output", {}).items() if not dropped & _references(output)
    }
    file.write_text(json.dumps(stack), encoding="utf-8")


def _with_references(addresses: Iterable[str], values: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Some addresses and all that they need; what one only waits for is not needed."""
    found: set[str] = set()
    waiting = list(addresses)
    while waiting:
        address = waiting.pop()
        if address in values and address not in found:
            found.add(address)
            waiting += _references({key: value for key, value in values[address].items() if key != "depends_on"})
    return found


def _alone(body: Mapping[str, Any], kept: set[str]) -> dict[str, Any]:
    waits = [address for address in body.get("depends_on", ()) if address in kept]
    return {
        **{key: value for key, value in body.items() if key != "depends_on"},
        **({"depends_on": waits} if waits else {}),
    }


def _references(value: Any) -> set[str]:
    return set(_REFERENCE.findall(json.dumps(value)))
