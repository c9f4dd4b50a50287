"""Ways to plant a defect. An address may have a star: the first resource that fits, in the order of the stack."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

Document = dict[str, Any]
Plant = Callable[[Document], None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One defect: a sentence that says what is wrong, and the change that makes it so."""

    sentence: str
    plant: Plant


def put(address: str, path: str, value: Any) -> Plant:
    """Set an attribute: `rule[0].status`."""

    def plant(document: Document) -> None:
        *parents, last = _steps(path)
        at: Any = find(document, address)
        for step in parents:
            at = _block(at, step)
            at = at[step] if isinstance(step, int) else at.setdefault(step, {})
        _block(at, last)[last] = value

    return plant


def drop(address: str, path: str) -> Plant:
    """Leave an attribute or a block out."""

    def plant(document: Document) -> None:
        *parents, last = _steps(path)
        at: Any = find(document, address)
        for step in parents:
            at = _block(at, step)[step]
        del _block(at, last)[last]

    return plant


def remove(address: str) -> Plant:
    """Take a whole resource away, and the references to it by name alone stay as they are."""

    def plant(document: Document) -> None:
        kind, name = _match(document, address)
        del document["resource"][kind][name]

    return plant


def add(address: str, **body: Any) -> Plant:
    """Bring in a resource that nobody declared."""

    def plant(document: Document) -> None:
        kind, _, name = address.partition(".")
        document["resource"].setdefault(kind, {})[name] = body

    return plant


def statement(address: str, sid: str, change: Callable[[dict[str, Any]], Any], path: str = "policy") -> Plant:
    """Change one statement of a policy; a change that returns False takes the statement out."""

    def plant(document: Document) -> None:
        resource = find(document, address)
        policy = json.loads(resource[path])
        kept = []
        for item in policy["Statement"]:
            if fnmatchcase(item.get("Sid", ""), sid) and change(item) is False:
                continue
            kept.append(item)
        policy["Statement"] = kept
        resource[path] = json.dumps(policy)

    return plant


def more(address: str, path: str = "policy", **item: Any) -> Plant:
    """Add a statement to a policy."""

    def plant(document: Document) -> None:
        resource = find(document, address)
        policy = json.loads(resource[path])
        policy["Statement"].append({"Sid": "Planted", "Effect": "Allow", **item})
        resource[path] = json.dumps(policy)

    return plant


def parameter(name: str, value: str | None) -> Plant:
    """Change a parameter of the database's parameter group; None takes it out."""

    def plant(document: Document) -> None:
        group = find(document, "aws_rds_cluster_parameter_group.*")
        group["parameter"] = [item for item in group["parameter"] if item["name"] != name]
        if value is not None:
            group["parameter"].append({"name": name, "value": value, "apply_method": "immediate"})

    return plant


def both(*plants: Plant) -> Plant:
    def plant(document: Document) -> None:
        for one in plants:
            one(document)

    return plant


def every(address: str, path: str, value: Any) -> Plant:
    """Set an attribute of every resource that fits."""

    def plant(document: Document) -> None:
        for kind, name in list(_matches(document, address)):
            put(f"{kind}.{name}", path, value)(document)

    return plant


def _block(at: Any, step: str | int) -> Any:
    """A block that is written as a list of one, where an attribute of it is meant."""
    return at[0] if isinstance(step, str) and isinstance(at, list) and len(at) == 1 else at


def find(document: Document, address: str) -> dict[str, Any]:
    kind, name = _match(document, address)
    body: dict[str, Any] = document["resource"][kind][name]
    return body


def _match(document: Document, address: str) -> tuple[str, str]:
    found = next(_matches(document, address), None)
    if found is None:
        raise LookupError(f"the stack has no {address}")
    return found


def _matches(document: Document, address: str) -> Iterator[tuple[str, str]]:
    kind, _, pattern = address.partition(".")
    yield from ((kind, name) for name in document["resource"].get(kind, {}) if fnmatchcase(name, pattern))


def _steps(path: str) -> list[str | int]:
    return [int(step[1:-1]) if step.startswith("[") else step for step in re.findall(r"[^.\[\]]+|\[\d+\]", path)]
