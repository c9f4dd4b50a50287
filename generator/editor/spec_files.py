"""Read the file that is edited, those that it extends or that extend it, and the merged spec."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics.findings import SpecError
from generator.editor.spec_tokens import parse
from generator.spec import schema
from generator.spec.extends import extended_files, load_document
from generator.spec.file_kinds import dependents
from generator.spec.merge import merge, without_removed
from generator.spec.node import Node
from generator.spec.unsaved import unsaved_text


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A spec file as the author sees it, and its node tree."""

    path: Path
    text: str
    root: Node


def read_spec_file(path: Path) -> SpecFile | None:
    """Return a file, or None where it cannot be read or is no YAML."""
    text = unsaved_text(path)
    if text is None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
    root = parse(text, str(path))
    return SpecFile(path, text, root) if root is not None else None


def related_files(path: Path) -> list[SpecFile]:
    """Return a file with all that it extends, all that extend it, and what those extend; the file itself first."""
    found: dict[Path, SpecFile | None] = {}
    pending = [path.resolve()]
    while pending:
        current = pending.pop(0)
        if current not in found:
            found[current] = file = read_spec_file(current)
            pending += [*_extended(file), *(other.resolve() for other in dependents(current))]
    return [file for file in found.values() if file is not None]


def files_to_check(path: Path) -> list[Path]:
    """Return the files to check when one has changed: itself, and those that extend it."""
    return list(dict.fromkeys([path, *dependents(path)]))


def merged_spec(path: Path) -> Node | None:
    """Return the whole spec of a file with the defaults of the schema, or None where a file of it has faults."""
    try:
        return without_removed(schema.with_defaults(load_document(path).node))
    except SpecError:
        return None


def merged_without_checks(path: Path, root: Node) -> Node:
    """Return the whole spec of a file whose tree is given, as far as it is one yet: nothing is checked."""
    return without_removed(schema.with_defaults(_merged_with_bases(SpecFile(path.resolve(), "", root), ())))


def _merged_with_bases(file: SpecFile, above: tuple[Path, ...]) -> Node:
    below = Node({})
    for target in _extended(file):
        base = read_spec_file(target) if target not in above else None
        below = merge(below, _merged_with_bases(base, (*above, file.path))) if base is not None else below
    return merge(below, file.root)


def _extended(file: SpecFile | None) -> Iterator[Path]:
    for name in extended_files(file.root) if file is not None else ():
        target = (file.path.parent / name).resolve() if file is not None else Path(name)
        if target.is_file():
            yield target
