"""Read the files around the one that is edited: what it extends, what extends it, and the specs that they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics.findings import SpecError
from generator.editor.source import parse
from generator.spec import schema
from generator.spec.extends import extended_files, load_document
from generator.spec.file_kinds import dependents
from generator.spec.merge import merge, without_removed
from generator.spec.node import Node
from generator.spec.unsaved import unsaved_text


@dataclass(frozen=True, slots=True)
class File:
    """A spec file as the author sees it, and its node tree."""

    path: Path
    text: str
    root: Node


def read(path: Path) -> File | None:
    """Return a file, or None where it cannot be read or is no YAML."""
    text = unsaved_text(path)
    if text is None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
    root = parse(text, str(path))
    return File(path, text, root) if root is not None else None


def related(path: Path) -> list[File]:
    """Return a file with all that it extends, all that extend it, and what those extend; the file itself first."""
    found: dict[Path, File | None] = {}
    pending = [path.resolve()]
    while pending:
        current = pending.pop(0)
        if current not in found:
            found[current] = file = read(current)
            pending += [*_extended(file), *(other.resolve() for other in dependents(current))]
    return [file for file in found.values() if file is not None]


def roots(path: Path) -> list[Path]:
    """Return the files to check when one has changed: itself, and those that extend it."""
    return list(dict.fromkeys([path, *dependents(path)]))


def merged(path: Path) -> Node | None:
    """Return the whole spec of a file with the defaults of the schema, or None where a file of it has faults."""
    try:
        return without_removed(schema.with_defaults(load_document(path).node))
    except SpecError:
        return None


def merged_loosely(path: Path, root: Node) -> Node:
    """Return the whole spec of a file whose tree is given, as far as it is one yet: nothing is checked."""
    return without_removed(schema.with_defaults(_laid_over(File(path.resolve(), "", root), ())))


def _laid_over(file: File, above: tuple[Path, ...]) -> Node:
    below = Node({})
    for target in _extended(file):
        base = read(target) if target not in above else None
        below = merge(below, _laid_over(base, (*above, file.path))) if base is not None else below
    return merge(below, file.root)


def _extended(file: File | None) -> Iterator[Path]:
    for name in extended_files(file.root) if file is not None else ():
        target = (file.path.parent / name).resolve() if file is not None else Path(name)
        if target.is_file():
            yield target
