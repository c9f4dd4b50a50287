"""Read the changes of a plan: each resource with what Terraform does to it, and each argument before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.verify.differences import differences, dotted, item_at

UNKNOWN = "known after apply"
SENSITIVE = "sensitive"
_NOTHING = (["no-op"], ["read"])
_SYMBOLS: Mapping[tuple[str, ...], str] = {
    ("create",): "+",
    ("update",): "~",
    ("delete",): "-",
    ("delete", "create"): "-/+",
    ("create", "delete"): "+/-",
    ("forget",): ".",
}


@dataclass(frozen=True, slots=True)
class ArgumentChange:
    """One argument by its path, `health_check.0.timeout`; `forces` that the resource is replaced because of it."""

    path: str
    before: Any
    after: Any
    forces: bool = False

    @property
    def name(self) -> str:
        """The argument itself, without what is inside it."""
        return self.path.partition(".")[0]

    def __str__(self) -> str:
        forced = " (forces the replacement)" if self.forces else ""
        return f"{self.path}: {_shown(self.before)} -> {_shown(self.after)}{forced}"


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """What a plan does to a resource, with its values before and after as Terraform writes them."""

    address: str
    type: str
    actions: tuple[str, ...]
    arguments: tuple[ArgumentChange, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def symbol(self) -> str:
        """As Terraform writes it, in its order: `-/+` destroys first, `+/-` creates first."""
        return _SYMBOLS.get(self.actions, "?")

    @property
    def is_destroyed(self) -> bool:
        """Whether the resource that there is goes, whatever comes in its place."""
        return "delete" in self.actions


def resource_changes(plan: Mapping[str, Any], key: str = "resource_changes") -> list[ResourceChange]:
    """Return the changes of a plan in Terraform's JSON, by address. `key` may name those that happened outside."""
    found = [
        _change(entry)
        for entry in plan.get(key, ())
        if entry["mode"] == "managed" and entry["change"]["actions"] not in _NOTHING
    ]
    return sorted(found, key=lambda change: change.address)


def _change(entry: Mapping[str, Any]) -> ResourceChange:
    change = entry["change"]
    is_both = change.get("before") is not None and change.get("after") is not None
    return ResourceChange(
        entry["address"],
        entry["type"],
        tuple(change["actions"]),
        tuple(_arguments(change)) if is_both else (),
        change.get("before") or {},
        change.get("after") or {},
    )


def _arguments(change: Mapping[str, Any]) -> Iterator[ArgumentChange]:
    forcing = [tuple(path) for path in change.get("replace_paths") or ()]
    found = differences(change.get("before"), change.get("after"), change.get("after_unknown"))
    for difference in found:
        path = difference.path
        after = UNKNOWN if difference.is_unknown else _shown_of(difference.after, change.get("after_sensitive"), path)
        before = _shown_of(difference.before, change.get("before_sensitive"), path)
        yield ArgumentChange(dotted(path), before, after, any(path[: len(one)] == one for one in forcing))


def _shown_of(value: Any, sensitive: Any, path: Sequence[str | int]) -> Any:
    """A value, unless Terraform calls it, or something that it is in, sensitive: that is shown nowhere."""
    for key in path:
        if sensitive is True:
            break
        sensitive = item_at(sensitive, key)
    return SENSITIVE if sensitive is True and value is not None else value


def _shown(value: Any) -> str:
    text = value if value in (UNKNOWN, SENSITIVE) else json.dumps(value, ensure_ascii=False)
    return f"({text})" if value in (UNKNOWN, SENSITIVE) else (text if len(text) <= 120 else f"{text[:117]}...")
