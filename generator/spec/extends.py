"""Follow `extends`: load the files of a spec, deepest first, none that extends itself, none outside the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics.findings import Finding, Location, SpecError, has_errors
from generator.diagnostics.spec_path import SpecPath
from generator.spec.empty_lists import lists_without_effect
from generator.spec.file_kinds import is_account, is_environment
from generator.spec.fragments import without_fragments
from generator.spec.hidden_characters import invisible_characters
from generator.spec.load import load_file
from generator.spec.merge import merge
from generator.spec.missing_file import NO_HINT, missing_file
from generator.spec.node import Node
from generator.spec.renamed_keys import deprecated_keys, with_new_names
from generator.spec.repeated_names import repeated_names
from generator.spec.reset import without_reset_paths
from generator.spec.schema_faults import schema_faults
from generator.spec.unmatched_removals import unmatched_removals
from generator.system.recorded_inputs import is_file

EXTENDS = "extends"
MAX_FILES = 50
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Document:
    """A spec file with all that it extends merged below it, and the display paths of the files."""

    node: Node
    files: tuple[str, ...]
    notes: tuple[Finding, ...] = ()
    """Warnings."""


def load_document(path: Path, display_path: str | None = None) -> Document:
    """Load a spec with everything it extends. Each file is checked alone; raises SpecError with the faults of all."""
    node, reader = _read(path, display_path, None)
    if has_errors(reader.findings):
        raise SpecError(reader.findings)
    return Document(node, tuple(reader.seen.values()), tuple(reader.findings))


Repair = Callable[[Node, list[Finding]], Node]


def load_repaired(path: Path, display_path: str | None, repair: Repair) -> Document | None:
    """Load a faulty spec as `load_document` does, with its faults cut out; None where a file cannot be read."""
    node, reader = _read(path, display_path, repair)
    unreadable = any(not finding.pointer or finding.code.startswith("EXT") for finding in reader.findings)
    return None if unreadable else Document(node, tuple(reader.seen.values()), tuple(reader.findings))


def _read(path: Path, display_path: str | None, repair: Repair | None) -> tuple[Node, _Reader]:
    # A link is read for what it leads to; what it extends is beside the link.
    file = path.parent.resolve() / path.name
    reader = _Reader(_readable_folder(file), repair)
    return reader.read(file, display_path or str(path), ()), reader


def _readable_folder(file: Path) -> Path:
    """The folder that a spec may read: its own, or the one called specs that this is in."""
    return next((folder for folder in file.parents if folder.name == "specs"), file.parent)


class _Reader:
    def __init__(self, folder: Path, repair: Repair | None) -> None:
        self.folder = folder
        self.repair = repair
        self.seen: dict[Path, str] = {}
        self.merged: dict[Path, Node] = {}
        self.findings: list[Finding] = []

    def read(self, path: Path, display_path: str, ancestors: tuple[Path, ...]) -> Node:
        """Return the file merged over what it extends, read once however often it is extended."""
        if path not in self.merged:
            self.seen[path] = display_path
            self.merged[path] = self._read_first(path, display_path, ancestors)
        return self.merged[path]

    def _read_first(self, path: Path, display_path: str, ancestors: tuple[Path, ...]) -> Node:
        if len(self.seen) > MAX_FILES:
            raise SpecError(
                [
                    Finding(
                        "EXT003", SpecPath((EXTENDS,)), f"more than {MAX_FILES} files", location=Location(display_path)
                    )
                ]
            )
        try:
            node = without_fragments(load_file(path, display_path, self.findings))
        except SpecError as error:
            self.findings += error.findings
            return Node({})
        faults = [*schema_faults(node), *repeated_names(node, SpecPath())]
        faults += [] if has_errors(faults) else [*deprecated_keys(node), *invisible_characters(node)]
        self.findings += faults
        if has_errors(faults) and self.repair is not None:
            node = self.repair(node, [fault for fault in faults if fault.level == "error"])
        merged = self._below(with_new_names(node), path, display_path, ancestors)
        return Node({}) if has_errors(faults) and self.repair is None else merged

    def _below(self, node: Node, path: Path, display_path: str, ancestors: tuple[Path, ...]) -> Node:
        base = Node({})
        for index, name, at in _extended(node):
            target = _target(path.parent, name)
            code, problem = self._problem(target, name, (*ancestors, path))
            if problem:
                pointer = SpecPath((EXTENDS,)) if index is None else SpecPath((EXTENDS, index))
                missing = code == "EXT004" and target != self.folder
                self._report(
                    missing_file(pointer, name, path, at) if missing else Finding(code, pointer, problem, location=at)
                )
                continue
            target_display_path = str(Path(display_path).parent / name)
            below = self.read(target, target_display_path, (*ancestors, path))
            if is_account(below):
                problem = f"{name!r} describes an account: what environments share belongs into a file of its own"
                self._report(Finding("EXT005", SpecPath((EXTENDS,)), problem, location=at))
                continue
            base = merge(base, below)
        own = Node(
            {key: item for key, item in _entries(node).items() if key != EXTENDS}, node.location, node.key_location
        )
        base, own, findings = without_reset_paths(base, own)
        self.findings += findings if is_environment(own) else []
        if is_environment(own):
            self.findings += [*unmatched_removals(own, base), *lists_without_effect(own, base)]
        return merge(base, own)

    def _report(self, finding: Finding) -> None:
        """Report a name that the schema refuses, too, once: in the words that know which file was meant."""
        refused = [
            known for known in self.findings if (known.pointer, known.location) == (finding.pointer, finding.location)
        ]
        hinted = ": " in finding.problem and not finding.problem.endswith(NO_HINT)
        is_more_specific = finding.fix or hinted or (finding.suggestion and len(finding.suggestion.nearest) == 1)
        if not refused or finding.code != "EXT004" or is_more_specific:
            self.findings = [*(known for known in self.findings if known not in refused), finding]

    def _problem(self, target: Path, name: str, ancestors: tuple[Path, ...]) -> tuple[str, str]:
        """Code and problem; the problem is empty where the file can be extended."""
        if not target.is_relative_to(self.folder):
            return "EXT001", f"{name!r} leaves the folder of the spec: a spec may extend only files in or below it"
        if target in ancestors:
            chain = " -> ".join(step.name for step in (*ancestors[ancestors.index(target) :], target))
            return "EXT002", f"{name!r} extends itself: {chain}"
        if not is_file(target):
            return "EXT004", f"{name!r} does not exist"
        return "", ""


def extended_files(node: Node) -> tuple[str, ...]:
    """Return the files that a spec file names in `extends`, lowest first."""
    return tuple(name for _, name, _ in _extended(node))


def _target(folder: Path, name: str) -> Path:
    """Where a name leads, links followed. A circle of links leads to itself, which is no file."""
    try:
        return (folder / name).resolve()
    except (OSError, RuntimeError):
        return folder / name


def _entries(node: Node) -> Mapping[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _extended(node: Node) -> Iterator[tuple[int | None, str, Location | None]]:
    """Position, name and place of each file that is extended; what is no path of a file the schema has found."""
    given = _entries(node).get(EXTENDS)
    if given is None:
        return
    single = not isinstance(given.value, tuple)
    for index, entry in enumerate(given.value if isinstance(given.value, tuple) else (given,)):
        if isinstance(entry.value, str) and "\0" not in entry.value and len(entry.value) <= MAX_NAME:
            yield None if single else index, entry.value, entry.location
