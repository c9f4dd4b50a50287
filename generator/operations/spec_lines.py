"""Find the line of a spec that declares a resource, or one argument of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.builders.plan import plan_spec
from generator.diagnostics.findings import Location
from generator.diagnostics.spec_path import SpecPath
from generator.packaging.archives import UnbuiltArchives
from generator.spec.node import Node, find, location_of, named_path
from generator.spec.resolve import Resolved, ResolvedAccount


@dataclass(frozen=True, slots=True)
class SpecLine:
    """A place of a spec by its path with names, and its position; None where the value is a default.

    `revision`: the commit that has it, where the spec of today has it no more.
    """

    path: str
    location: Location | None
    pointer: SpecPath
    value: Any = None
    revision: str = ""

    def __str__(self) -> str:
        where = f"{self.location.file}:{self.location.line}" if self.location else "a default"
        if self.revision:
            return f"{where} in {self.revision}: {self.path}, which is no longer in the spec"
        return f"{where}: {self.path or 'the spec as a whole'}"


@dataclass(frozen=True)
class SpecLines:
    """The lines of one spec by the resources of its plan."""

    resolved: Resolved | ResolvedAccount

    @cached_property
    def _origins(self) -> Mapping[str, SpecPath]:
        return plan_spec(self.resolved.spec, UnbuiltArchives()).pointers

    @property
    def addresses(self) -> Collection[str]:
        """The addresses of all resources that the spec makes."""
        return self._origins.keys()

    def of_resource(self, address: str) -> SpecLine | None:
        """Return the part of the spec that a resource is made for; None where nothing makes it any more."""
        at = self._origins.get(address)
        return self._line(at) if at is not None else None

    def of_value(self, address: str, argument: str, value: Any) -> SpecLine | None:
        """Return the one value of a resource's part of the spec that an argument has got, or None.

        Of several equal values it is the one whose key has the argument's name, or else the one that a file has.
        """
        at = self._origins.get(address)
        part = find(self.resolved.node, at) if at is not None else None
        if at is None or part is None or isinstance(value, dict | list) or value is None:
            return None
        equal = [(path, node) for path, node in _scalars(part, at) if _is_equal(node.value, value)]
        named = [path for path, _ in equal if _alphanumeric(path[-1]) == _alphanumeric(argument.rpartition(".")[2])]
        written = [path for path, node in equal if node.location is not None]
        chosen = next((paths for paths in (named, written, [path for path, _ in equal]) if len(paths) == 1), [])
        return self._line(chosen[0]) if chosen else None

    def of_mention(self, address: str, texts: Sequence[str]) -> SpecLine | None:
        """Return the value of a resource's part of the spec that some texts mention: the longest that a file has."""
        at = self._origins.get(address)
        part = find(self.resolved.node, at) if at is not None else None
        if at is None or part is None:
            return None
        mentioned = [
            (len(node.value), path)
            for path, node in _scalars(part, at)
            if isinstance(node.value, str) and node.location is not None and _is_in(node.value, texts)
        ]
        return self._line(max(mentioned)[1]) if mentioned else None

    def _line(self, at: SpecPath) -> SpecLine:
        root = self.resolved.node
        node = find(root, at)
        is_written = node is not None and (node.location or node.key_location) is not None
        value = node.value if node is not None and not isinstance(node.value, dict | tuple) else None
        return SpecLine(named_path(root, at), location_of(root, at) if is_written else None, at, value)


def _scalars(node: Node, at: SpecPath) -> Iterator[tuple[SpecPath, Node]]:
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            yield from _scalars(item, at / key)
    elif isinstance(node.value, tuple):
        for index, item in enumerate(node.value):
            yield from _scalars(item, at / index)
    else:
        yield at, node


def _is_in(value: str, texts: Sequence[str]) -> bool:
    """Whether a text has a value as a whole word, and no part of another name."""
    word = re.compile(rf"(?<![\w-]){re.escape(value)}(?![\w])")
    return len(value) > 1 and any(word.search(text) for text in texts)


def _is_equal(written: Any, value: Any) -> bool:
    """Whether a value of a spec is one of Terraform's, which has texts for some numbers."""
    if isinstance(written, bool) or isinstance(value, bool):
        return written is value
    return str(written) == str(value)


def _alphanumeric(word: str | int) -> str:
    return str(word).replace("_", "").casefold()
