"""Read the changes of a plan: each resource with what Terraform does to it, and each argument before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

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
    forcing = {".".join(map(str, path)) for path in change.get("replace_paths") or ()}
    arguments = tuple(
        ArgumentChange(path, before, after, any(path == one or path.startswith(f"{one}.") for one in forcing))
        for path, before, after in _differing(
            change.get("before"),
            change.get("after"),
            change.get("after_unknown"),
            (change.get("before_sensitive"), change.get("after_sensitive")),
        )
    )
    is_both = change.get("before") is not None and change.get("after") is not None
    return ResourceChange(
        entry["address"],
        entry["type"],
        tuple(change["actions"]),
        arguments if is_both else (),
        change.get("before") or {},
        change.get("after") or {},
    )


def _differing(
    before: Any, after: Any, unknown: Any, sensitive: tuple[Any, Any], path: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    if unknown is True:
        yield path, _hidden(before, sensitive[0]), UNKNOWN
    elif isinstance(before, Mapping) or isinstance(after, Mapping):
        for key in sorted({*_keys(before), *_keys(after), *_keys(unknown)}):
            yield from _differing(
                _of(before, key), _of(after, key), _of(unknown, key), _both(sensitive, key), f"{path}.{key}".lstrip(".")
            )
    elif isinstance(before, list) or isinstance(after, list):
        for index in range(max(len(_list(before)), len(_list(after)), len(_list(unknown)))):
            yield from _differing(
                _at(before, index), _at(after, index), _at(unknown, index), _both(sensitive, index), f"{path}.{index}"
            )
    elif before != after:
        yield path, _hidden(before, sensitive[0]), _hidden(after, sensitive[1])


def _hidden(value: Any, sensitive: Any) -> Any:
    """A value that Terraform calls sensitive is shown nowhere."""
    return SENSITIVE if sensitive is True and value is not None else value


def _both(sensitive: tuple[Any, Any], key: str | int) -> tuple[Any, Any]:
    def inner(value: Any) -> Any:
        if value is True:
            return True
        return _of(value, key) if isinstance(key, str) else _at(value, key)

    return inner(sensitive[0]), inner(sensitive[1])


def _keys(value: Any) -> list[str]:
    return list(value) if isinstance(value, Mapping) else []


def _of(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(value: Any, index: int) -> Any:
    values = _list(value)
    return values[index] if index < len(values) else None


def _shown(value: Any) -> str:
    text = value if value in (UNKNOWN, SENSITIVE) else json.dumps(value, ensure_ascii=False)
    return f"({text})" if value in (UNKNOWN, SENSITIVE) else (text if len(text) <= 120 else f"{text[:117]}...")
