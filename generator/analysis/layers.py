"""List the layers of a spec one by one: what a value has overridden.

Loading merges layers as it reads them and keeps only what wins, so the history needs the files read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.analysis.paths import look_up
from generator.diagnostics.findings import Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.extends import extended_files
from generator.spec.load import load_file
from generator.spec.node import Node, from_plain, to_plain
from generator.spec.renamed_keys import with_new_names

DEFAULT = "default of the schema"


@dataclass(frozen=True, slots=True)
class LayerValue:
    """The value of a place in one layer. `where` is file:line, or names the layer that is no file."""

    where: str
    value: Any
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class SpecLayers:
    """The files of a spec, lowest first, and the overrides from outside."""

    files: tuple[tuple[str, Node], ...]
    outside: Mapping[str, Any]

    def values_of(self, at: SpecPath) -> list[LayerValue]:
        """Return the values of a place, given by names, in each layer; the one that counts first."""
        values = [
            LayerValue(_place(node), to_plain(node), node.location)
            for _, root in self.files
            if (node := look_up(root, at))
        ]
        outside = look_up(from_plain(self.outside), at) if self.outside else None
        if outside is not None:
            values.append(LayerValue("given from outside", to_plain(outside)))
        default = self._default(at)
        return [*reversed(values), *([LayerValue(DEFAULT, to_plain(default))] if default is not None else [])]

    def _default(self, at: SpecPath) -> Node | None:
        """The value of the schema alone: all that files write is cut back to the names of its entries."""
        names = Node({})
        from generator.spec.merge import merge

        for _, root in self.files:
            names = merge(names, root)
        return look_up(schema.with_defaults(_skeleton(names, at)), at)


def layers_of(path: Path, shown: str | None = None, outside: Mapping[str, Any] | None = None) -> SpecLayers:
    """Return the layers of a spec file that resolves without errors."""
    return SpecLayers(tuple(_files(path.resolve(), shown or str(path))), outside or {})


def _files(path: Path, shown: str) -> Sequence[tuple[str, Node]]:
    node = with_new_names(load_file(path, shown))
    below = [
        layer
        for name in extended_files(node)
        for layer in _files((path.parent / name).resolve(), str(Path(shown).parent / name))
    ]
    return [*dict(below).items(), (shown, node)]


def _skeleton(node: Node, at: SpecPath) -> Node:
    """Of a merged spec only the entries on the way to a place, by their names: defaults of entries hang on them."""
    if not at:
        return Node({})
    step = at[0]
    if isinstance(node.value, Mapping):
        child = node.value.get(str(step))
        return Node({}) if child is None or len(at) == 1 else Node({str(step): _skeleton(child, SpecPath(at[1:]))})
    if isinstance(node.value, tuple):
        entry = next((entry for entry in node.value if entry.name == step), None)
        if entry is None:
            return Node(())
        inner = _skeleton(entry, SpecPath(at[1:])).value
        return Node((Node({"name": Node(str(step)), **(inner if isinstance(inner, Mapping) else {})}),))
    return Node({})


def _place(node: Node) -> str:
    """File and line of what a node says: for a map or list, of its key."""
    location = node.key_location if isinstance(node.value, Mapping | tuple) else node.location
    location = location or node.location
    return f"{location.file}:{location.line}" if location else DEFAULT
