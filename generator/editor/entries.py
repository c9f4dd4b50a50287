"""Find the definitions of entries and the references to them over several files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.analysis.paths import look_up
from generator.diagnostics.spec_path import SpecPath
from generator.editor.spec_files import SpecFile
from generator.editor.spec_tokens import Token, tokens
from generator.spec.name_references import name_uses, section_at, section_of_entry
from generator.spec.node import Node, find


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list that other values name: the list by its path with names, and the name."""

    section: SpecPath
    name: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The name of an entry in a file: line and columns count characters from 1; `end` is the first that is after."""

    file: SpecFile
    line: int
    column: int
    end: int


def entry_at(file: SpecFile, token: Token, whole: Node | None) -> Entry | None:
    """Return the entry that is named by the value at a token, be it where it is defined or where it is used."""
    value = token.node.value
    if token.is_key or not isinstance(value, str):
        return None
    section = section_at(file.root, token.path, whole)
    if section is None:
        section = section_of_entry(file.root, token.path)
        return Entry(section, value) if section is not None else None
    uses = [use for use in name_uses(file.root, whole) if use.path == token.path]
    return Entry(section, uses[0].name) if uses else None


def definitions_of(entry: Entry, files: Sequence[SpecFile]) -> Iterator[Occurrence]:
    """Yield the entry in each file that has it: with layers there may be several."""
    for file in files:
        found = look_up(file.root, entry.section / entry.name)
        name = find(found, SpecPath(("name",))) if found is not None else None
        for token in tokens(file.text, file.root) if name is not None else ():
            if not token.is_key and token.node is name:
                yield Occurrence(file, token.line, token.column, token.end)


def references_to(entry: Entry, files: Sequence[SpecFile], whole: Node | None) -> Iterator[Occurrence]:
    """Yield every value that names the entry."""
    for file in files:
        by_path = {token.path: token for token in tokens(file.text, file.root) if not token.is_key}
        for use in name_uses(file.root, whole):
            token = by_path.get(use.path)
            if use.section == entry.section and use.name == entry.name and token is not None:
                yield _name_within(file, token, use.name, use.offset)


def entry_names(whole: Node, section: SpecPath) -> list[str]:
    """Return the names of the entries of a list, in their order."""
    found = look_up(whole, section)
    entries = found.value if found is not None and isinstance(found.value, tuple) else ()
    return [entry.name for entry in entries if entry.name is not None]


def _name_within(file: SpecFile, token: Token, name: str, offset: int) -> Occurrence:
    """The name alone, without quotes and what is around it in an expression."""
    line = file.text.split("\n")[token.line - 1]
    start = line.find(name, token.column - 1 + offset, token.end)
    column = start + 1 if start >= 0 else token.column
    return Occurrence(file, token.line, column, column + len(name))
