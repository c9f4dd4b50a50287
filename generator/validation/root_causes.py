"""Find the author's line behind an error about a default: the one without which the error is gone.

An error about a value that no file holds would be shown at the top of the file. What the file says is taken out,
section by section, until the error is gone, and then the parts of that section: the smallest such piece is the cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from generator.diagnostics.findings import Finding, SpecError
from generator.diagnostics.spec_path import SpecPath
from generator.spec.error_recovery import cut
from generator.spec.extends import Document
from generator.spec.node import Node, find, named_path
from generator.spec.resolve import Resolved, resolve_document

# Each trial takes what a check of the spec takes.
_MOST_TRIALS = 30
_MOST_FINDINGS = 5
_KEPT = ("environmentSuffix", "extends")


def located_at_causes(
    findings: Iterable[Finding], document: Document, check: Callable[[Resolved], Iterable[Finding]]
) -> list[Finding]:
    """Return the findings, each error about a default with the location of what causes it."""
    found = list(findings)
    homeless = [one for one in found if one.level == "error" and one.location == document.node.location]
    causes = _causes(homeless, document, check) if homeless else {}
    return [_moved(one, causes.get(_identity(one)), document) for one in found]


def _causes(
    homeless: list[Finding], document: Document, check: Callable[[Resolved], Iterable[Finding]]
) -> dict[tuple[str, str], SpecPath]:
    trials = _Trials(document, check)
    return {
        _identity(one): cause
        for one in homeless[:_MOST_FINDINGS]
        if (cause := _cause(_identity(one), trials, SpecPath())) is not None
    }


def _cause(identity: tuple[str, str], trials: _Trials, at: SpecPath) -> SpecPath | None:
    """The smallest piece below a pointer without which an error is gone; None where there is none."""
    for piece in trials.pieces(at):
        left = trials.errors_without(piece)
        if left is not None and identity not in left:
            return _cause(identity, trials, piece) or piece
    return None


class _Trials:
    """What is left of the errors without a piece of the file, each tried once and only so many."""

    def __init__(self, document: Document, check: Callable[[Resolved], Iterable[Finding]]) -> None:
        self.document, self.check = document, check
        self.own = document.node.location.file if document.node.location else ""
        self.known: dict[SpecPath, set[tuple[str, str]] | None] = {}

    def errors_without(self, at: SpecPath) -> set[tuple[str, str]] | None:
        if at not in self.known:
            self.known[at] = _without(self.document, at, self.check) if len(self.known) < _MOST_TRIALS else None
        return self.known[at]

    def pieces(self, at: SpecPath) -> Iterator[SpecPath]:
        """What the file itself says directly below a pointer; what it only merges with is passed through."""
        node = find(self.document.node, at)
        if node is None:
            return
        for step, item in _children(node):
            if item.location is not None and item.location.file == self.own:
                yield at / step


def _children(node: Node) -> Iterable[tuple[str | int, Node]]:
    if isinstance(node.value, dict):
        return [(key, item) for key, item in node.value.items() if key not in ("name", *_KEPT)]
    if isinstance(node.value, tuple) and any(entry.name is not None for entry in node.value):
        return list(enumerate(node.value))
    return []


def _without(
    document: Document, at: SpecPath, check: Callable[[Resolved], Iterable[Finding]]
) -> set[tuple[str, str]] | None:
    """The errors that are left without a piece; None where the spec then lacks something."""
    try:
        resolved = resolve_document(Document(cut(document.node, at), document.files), {})
    except SpecError:
        return None
    return {_identity(one) for one in check(resolved) if one.level == "error"}


def _identity(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.display_path


def _moved(finding: Finding, cause: SpecPath | None, document: Document) -> Finding:
    node = find(document.node, cause) if cause is not None else None
    if node is None or cause is None:
        return finding
    location = node.location if not isinstance(node.value, dict) else node.key_location or node.location
    note = f"{finding.note}; it follows from {named_path(document.node, cause)!r}"
    return replace(finding, location=location, note=note)
