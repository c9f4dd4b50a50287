"""Find the author's line behind an error about a default: the one without which the error is gone.

An error about a value that no file holds would be shown at the top of the file. What the file says is taken out, piece
by piece, the smallest first, until the error is gone: that piece is the cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from generator.diagnostics.findings import Finding, SpecError
from generator.diagnostics.spec_path import SpecPath
from generator.spec.extends import Document
from generator.spec.node import Node, find, path_of
from generator.spec.repair import cut
from generator.spec.resolve import Resolved, resolve_document

_MOST_PIECES = 60
_KEPT = ("environmentSuffix", "extends")


def at_their_causes(
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
    causes: dict[tuple[str, str], SpecPath] = {}
    own = document.node.location.file if document.node.location else ""
    pieces = sorted(_pieces(document.node, own, SpecPath()), key=len, reverse=True)
    for at in pieces[:_MOST_PIECES]:
        left = _without(document, at, check)
        for one in homeless if left is not None else ():
            if _identity(one) not in (left or ()):
                causes.setdefault(_identity(one), at)
        if len(causes) == len(homeless):
            break
    return causes


def _pieces(node: Node, own: str, at: SpecPath) -> Iterator[SpecPath]:
    """Everything that the file itself says, each map and entry with what is in it."""
    children: Iterable[tuple[str | int, Node]] = ()
    if isinstance(node.value, dict):
        children = [(key, item) for key, item in node.value.items() if key not in ("name", *_KEPT)]
    elif isinstance(node.value, tuple) and any(entry.name is not None for entry in node.value):
        children = list(enumerate(node.value))
    for step, item in children:
        if item.location is not None and item.location.file == own:
            yield at / step
        yield from _pieces(item, own, at / step)


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
    note = f"{finding.note}; it follows from {path_of(document.node, cause)!r}"
    return replace(finding, location=location, note=note)
