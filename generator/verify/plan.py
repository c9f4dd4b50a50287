"""Reduce a Terraform plan to its changes: addresses, actions, attributes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.verify.differences import differences, dotted

ACTIONS = {
    "create": ("create",),
    "update": ("update",),
    "delete": ("delete",),
    "replace": ("delete", "create"),
}
NOTHING = (["no-op"], ["read"])


@dataclass(frozen=True, slots=True)
class Change:
    """A planned change of one resource. `attributes` are the paths that differ: `health_check.0.timeout`."""

    address: str
    actions: tuple[str, ...]
    attributes: tuple[str, ...] = ()

    @property
    def is_replacement(self) -> bool:
        """Whether the resource is destroyed and created again."""
        return {"create", "delete"} <= set(self.actions)

    def __str__(self) -> str:
        paths = f": {', '.join(self.attributes)}" if self.attributes and "update" in self.actions else ""
        return f"{self.address} ({' then '.join(self.actions)}){paths}"


def changes(plan: Mapping[str, Any], unstored: Mapping[str, Collection[str]] | None = None) -> list[Change]:
    """Return the changes of a plan by address, without the attributes that an emulator is known not to store."""
    found = (_change(entry, unstored or {}) for entry in plan.get("resource_changes", ()))
    return sorted((change for change in found if change), key=lambda change: change.address)


def planned_changes(events: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Return the changes in the messages of `terraform plan -json`; a data source is none."""
    found = [
        Change(event["resource"]["addr"], ACTIONS[event["action"]]) for event in events if event["action"] in ACTIONS
    ]
    return sorted(found, key=lambda change: change.address)


def values_by_address(state: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the attributes of every resource of a state file that uses neither count nor for_each."""
    return {
        f"{resource['type']}.{resource['name']}": instance["attributes"]
        for resource in state.get("resources", ())
        for instance in resource["instances"]
        if resource["mode"] == "managed"
    }


def _change(entry: Mapping[str, Any], unstored: Mapping[str, Collection[str]]) -> Change | None:
    change = entry["change"]
    if change["actions"] in NOTHING or entry["mode"] != "managed":
        return None
    found = differences(change.get("before"), change.get("after"), change.get("after_unknown"))
    differing = tuple(dotted(difference.path) for difference in found)
    if change["actions"] == ["update"]:
        known = unstored.get(entry["type"], ())
        differing = tuple(path for path in differing if not _is_unstored(path, known))
        if not differing:
            return None
    return Change(entry["address"], tuple(change["actions"]), differing)


def _is_unstored(path: str, known: Collection[str]) -> bool:
    plain = re.sub(r"\.\d+(?=\.|$)", "", path)
    return any(plain == name or plain.startswith(f"{name}.") for name in known)
