"""Complete what an author types: names of entries, values that the schema lists, keys that are not there yet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.analysis.schema_at import located
from generator.diagnostics.spec_path import SpecPath
from generator.editor.entries import entry_names
from generator.editor.spec_files import merged_without_checks
from generator.editor.spec_tokens import parse
from generator.spec import schema
from generator.spec.name_references import section_at
from generator.spec.node import Node, find

# Put where the author types, so that an unfinished line is YAML and its place can be found. No spec has such a word.
_MARK = "zz-payinfra-cursor-zz"
_WORD_BEFORE = re.compile(r"[A-Za-z0-9_./-]*$")
_WORD_AFTER = re.compile(r"^[A-Za-z0-9_./-]*")


@dataclass(frozen=True, slots=True)
class CompletionProposal:
    """A text in place of the typed word, its kind (name, value or key), and its description."""

    text: str
    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """The proposals, and the columns of the word that they replace, counted from 1."""

    column: int
    end: int
    proposals: tuple[CompletionProposal, ...]


def complete(path: Path, text: str, line: int, column: int) -> Completion:
    """Return what can be at a position of a file."""
    lines = text.split("\n")
    before, after = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
    head, tail = _WORD_BEFORE.sub("", before), _WORD_AFTER.sub("", after)
    for unfinished, rest in _attempts(head, lines[line:]):
        root = parse("\n".join([*lines[: line - 1], f"{head}{unfinished}{tail}", *rest]))
        at = _marked(root, SpecPath()) if root is not None else None
        if root is not None and at is not None:
            end = len(lines[line - 1]) - len(tail) + 1
            return Completion(len(head) + 1, end, tuple(_proposals(path, root, at)))
    return Completion(column, column, ())


def _attempts(head: str, rest: list[str]) -> Iterator[tuple[str, list[str]]]:
    """As a value, then as a key; then with what is open closed; and where what follows is no YAML, without it."""
    for following in (rest, []):
        for closing in dict.fromkeys(("", _closing(head))):
            yield f"{_MARK}{closing}", following
            yield f"{_MARK}:{closing}", following


def _closing(head: str) -> str:
    """The brackets that close those that are open."""
    pending: list[str] = []
    for character in head:
        if character in "{[":
            pending.append("}" if character == "{" else "]")
        elif pending and character == pending[-1]:
            pending.pop()
    return "".join(reversed(pending))


def _marked(node: Node, at: SpecPath) -> SpecPath | None:
    """The path of the key or value that is marked."""
    if isinstance(node.value, dict):
        steps: Iterable[tuple[str | int, Node]] = node.value.items()
    else:
        steps = enumerate(node.value) if isinstance(node.value, tuple) else ()
    for step, child in steps:
        if step == _MARK or child.value == _MARK:
            return at / step
        found = _marked(child, at / step)
        if found is not None:
            return found
    return None


def _proposals(path: Path, root: Node, at: SpecPath) -> Iterator[CompletionProposal]:
    if at[-1] == _MARK:
        yield from _keys(root, at.parent)
        return
    whole = merged_without_checks(path, root)
    section = section_at(root, at, whole)
    if section is not None:
        yield from (
            CompletionProposal(name, "name", f"in {section}") for name in entry_names(whole, section) if name != _MARK
        )
    yield from _values(*located(at, schema.root_schema(root)))
    # An entry that has just been begun: its first key.
    if isinstance(at[-1], int):
        yield from _keys(root, at)


def _keys(root: Node, at: SpecPath) -> Iterator[CompletionProposal]:
    part, file = located(at, schema.root_schema(root))
    holder = find(root, at)
    given = holder.value if holder is not None and isinstance(holder.value, dict) else {}
    for key, inner in _properties(part, file).items():
        if key not in given:
            yield CompletionProposal(key, "key", str(inner.get("description", "")))


def _properties(part: Mapping[str, Any], file: str) -> dict[str, Mapping[str, Any]]:
    """The keys of a map that are not deprecated, of each alternative where there are several."""
    found: dict[str, Mapping[str, Any]] = {}
    for arm in part.get("anyOf", ()):
        found |= _properties(*schema.resolve(arm, file))
    for key, inner in part.get("properties", {}).items():
        described, _ = schema.resolve(inner, file)
        if "deprecated" not in described:
            found[key] = described
    return found


def _values(part: Mapping[str, Any], file: str) -> Iterator[CompletionProposal]:
    for arm in part.get("anyOf", ()):
        yield from _values(*schema.resolve(arm, file))
    kinds = part.get("type", ())
    known = part.get("enum", (True, False) if "boolean" in ((kinds,) if isinstance(kinds, str) else kinds) else ())
    for value in known:
        yield CompletionProposal(value if isinstance(value, str) else json.dumps(value), "value")
