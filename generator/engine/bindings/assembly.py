"""The description of a jsii package, cut down to what the kernel asks of it while a program runs."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from generator.engine.bindings.errors import BindingsError

# Words for people and compilers; the kernel's own index of a package leaves them out as well.
_UNUSED = frozenset({"docs", "locationInModule", "symbolId"})
_UNUSED_AT_TOP = frozenset({"readme", "submodules"})


def cut_assembly(assembly: Mapping[str, Any], submodules: Collection[str] | None = None) -> dict[str, Any]:
    """The assembly with the types of some submodules, or with all. Raises BindingsError where these need others."""
    types = assembly["types"]
    if submodules is not None:
        types = {fqn: described for fqn, described in types.items() if described.get("namespace") in submodules}
        _prove_closed(assembly["name"], types)
    kept = {key: value for key, value in assembly.items() if key not in _UNUSED_AT_TOP}
    stripped: dict[str, Any] = _without_words({**kept, "types": types})
    return stripped


def submodule_of(source: str, assembly: str) -> str:
    """The submodule that a generated Python module stands for: `dynamodbTable`."""
    found = set(re.findall(rf'jsii_type="{re.escape(assembly)}\.(\w+)\.', source))
    if len(found) != 1:
        raise BindingsError(f"a module of {assembly} stands for {len(found)} submodules")
    return str(found.pop())


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_words(item) for key, item in value.items() if key not in _UNUSED}
    return [_without_words(item) for item in value] if isinstance(value, list) else value


def _prove_closed(name: str, types: Mapping[str, Any]) -> None:
    for named in _names(list(types.values())):
        if named.startswith(f"{name}.") and named not in types:
            raise BindingsError(f"{named} is needed by a resource, but belongs to none that is listed")


def _names(value: Any) -> list[str]:
    """Every type that is referred to."""
    if isinstance(value, dict):
        own = [value["fqn"]] if isinstance(value.get("fqn"), str) else []
        return own + [name for item in value.values() for name in _names(item)]
    return [name for item in value for name in _names(item)] if isinstance(value, list) else []
