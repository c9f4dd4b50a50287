"""Rename an entry in every file that defines or uses it, and only where the specs are as valid afterwards as before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from generator.analysis.paths import look_up
from generator.analysis.schema_at import allowed, is_valid, located
from generator.diagnostics.autofix import Edit
from generator.diagnostics.spec_path import SpecPath
from generator.editor.diagnostics import check_with_dependents
from generator.editor.entries import Entry, Occurrence, definitions_of, entry_names, references_to
from generator.editor.spec_files import SpecFile, merged_spec, related_files
from generator.editor.spec_tokens import Token, tokens
from generator.spec import schema
from generator.spec.model.functions import COLOURS
from generator.spec.node import Node, find
from generator.spec.unsaved import unsaved

FUNCTIONS, TARGETS = SpecPath(("functions",)), SpecPath(("loadBalancer", "targets"))


class RenameError(Exception):
    """Why an entry cannot be renamed, in a sentence for its author."""


def rename(path: Path, entry: Entry, new: str) -> dict[Path, list[Edit]]:
    """Return the edits that rename an entry, by file. Raises RenameError where it cannot be renamed safely."""
    files, whole = related_files(path), merged_spec(path)
    if whole is None:
        raise RenameError("the spec has faults: mend them first")
    _check_name(entry, new, whole)
    defined = list(definitions_of(entry, files))
    if not defined or look_up(schema.with_defaults(Node({})), entry.section / entry.name) is not None:
        raise RenameError(f"{entry.name!r} comes from the defaults of the schema: it keeps its name")
    edits: dict[Path, list[Edit]] = {}
    for found in (*defined, *references_to(entry, files, whole)):
        edits.setdefault(found.file.path, []).append(Edit(found.line, found.column, found.end, new))
    for file, edit in _follows_name(entry, new, files, defined, whole):
        edits.setdefault(file.path, []).append(edit)
    _check_result(path, files, edits)
    return edits


def _check_name(entry: Entry, new: str, whole: Node) -> None:
    at = entry.section / 0 / "name"
    if not is_valid(new, at):
        raise RenameError(f"{new!r} is no name for an entry of {entry.section}: {allowed(*located(at))}")
    if new in entry_names(whole, entry.section):
        raise RenameError(f"{entry.section} has an entry {new!r} already")


def _follows_name(
    entry: Entry, new: str, files: Sequence[SpecFile], defined: Sequence[Occurrence], whole: Node
) -> Iterator[tuple[SpecFile, Edit]]:
    """What a function's name decides where nothing else is written: its source, and the targets of the same name."""
    if entry.section != FUNCTIONS:
        return
    function = look_up(whole, entry.section / entry.name) or Node({})
    if _value(function, "source") is None:
        yield from _added(defined[0].file, entry.section / entry.name, "source", entry.name.replace("-", "_"))
    target = look_up(whole, TARGETS / entry.name)
    for colour in COLOURS if target is not None else ():
        backend = find(target or Node({}), SpecPath((colour,)))
        if backend is not None and _value(backend, "type") == "lambda" and _value(backend, "function") is None:
            yield from _function_of_colour(files, TARGETS / entry.name, colour, new)


def _function_of_colour(
    files: Sequence[SpecFile], target: SpecPath, colour: str, new: str
) -> Iterator[tuple[SpecFile, Edit]]:
    for file in files:
        if look_up(file.root, target / colour) is not None:
            yield from _added(file, target / colour, "function", new)
            return
    for file in files:
        if look_up(file.root, target) is not None:
            yield from _added(file, target, colour, f"{{ function: {new} }}")
            return


def _added(file: SpecFile, at: SpecPath, key: str, value: str) -> Iterator[tuple[SpecFile, Edit]]:
    """A key more in a map, behind its first value."""
    holder = look_up(file.root, at)
    first = next(_values_in(file, holder), None) if holder is not None else None
    if first is None:
        return
    line = file.text.split("\n")[first.line - 1]
    before = line[: first.column - 1]
    is_flow = before.count("{") > before.count("}")
    indent = " " * (len(before) - len(before.lstrip(" -")))
    text = f", {key}: {value}" if is_flow else f"\n{indent}{key}: {value}"
    yield file, Edit(first.line, first.end, first.end, text)


def _values_in(file: SpecFile, holder: Node) -> Iterator[Token]:
    children = holder.value.values() if isinstance(holder.value, Mapping) else ()
    for token in tokens(file.text, file.root):
        if not token.is_key and any(token.node is child for child in children):
            yield token


def _value(holder: Node, key: str) -> object:
    found = find(holder, SpecPath((key,)))
    return found.value if found is not None else None


def _check_result(path: Path, files: Sequence[SpecFile], edits: Mapping[Path, Iterable[Edit]]) -> None:
    """Raise RenameError where a spec would have an error that it does not have now."""
    before = _errors(path)
    with unsaved({file.path: apply_edits(file.text, edits.get(file.path, ())) for file in files}):
        new = [message for code, message in _errors(path).items() if code not in before]
    if new:
        raise RenameError(f"afterwards the spec would be wrong: {new[0]}")


def _errors(path: Path) -> dict[tuple[str, str], str]:
    return {
        (finding.code, str(finding.pointer)): finding.message
        for findings in check_with_dependents(path).values()
        for finding in findings
        if finding.level == "error"
    }


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with all edits, applied from the last to the first."""
    lines = text.split("\n")
    for edit in reversed(sorted(edits, key=lambda edit: (edit.line, edit.column))):  # noqa: C413  # equals keep their order
        line = lines[edit.line - 1]
        lines[edit.line - 1] = line[: edit.column - 1] + edit.text + line[edit.end_column - 1 :]
    return "\n".join(lines)
