"""Find what the rules have against a spec that the schema refuses: what does not depend on the faults.

The spec is looked at twice: with its faults cut out as near to them as can be, and without every section that has one.
An error that both show, in a section without faults, is the author's; one that a cut has made shows in one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from generator.diagnostics.findings import Finding, SpecError
from generator.spec.error_recovery import repaired, without_sections
from generator.spec.extends import Document, load_repaired
from generator.spec.node import Node
from generator.spec.resolve import Resolved, resolve_document
from generator.spec.schema_check import violations
from generator.spec.schema_faults import schema_faults

_ROUNDS = 5
# With more faults than this a quick answer is worth more.
_MOST_FAULTS = 100
_ANY_SUFFIX = {"environmentSuffix": "x"}


def rule_errors(
    path: Path, display_path: str | None, faults: Sequence[Finding], check: Callable[[Resolved], Iterable[Finding]]
) -> list[Finding]:
    """Return the errors of `check`, and of resolving, that are there whatever becomes of the faults."""
    if len(faults) > _MOST_FAULTS:
        return []
    sections = {fault.pointer[0] for fault in faults if fault.pointer}
    loses_names = any(map(_loses_entry, faults))
    narrow = [
        finding
        for finding in _errors(path, display_path, _cut_narrowly, check) or ()
        if finding.pointer and finding.pointer[0] not in sections and not (loses_names and _misses_name(finding))
    ]
    # Mostly there are none, and nothing to look for a second time.
    wide = _errors(path, display_path, _cut_widely, check) if narrow else None
    both = {_identity(finding) for finding in wide or ()}
    return [finding for finding in narrow if _identity(finding) in both]


def _cut_narrowly(node: Node, faults: Iterable[Finding]) -> Node:
    for _ in range(_ROUNDS):
        node = repaired(node, faults)
        faults = schema_faults(node)
        if not faults:
            break
    return _valid(node)


def _cut_widely(node: Node, faults: Iterable[Finding]) -> Node:
    return _valid(without_sections(node, faults))


def _valid(node: Node) -> Node:
    """The tree without the sections that the schema still refuses: of what follows from a fault there is no finding."""
    left = [Finding("SCH009", violation.pointer, "") for violation in violations(node)]
    return without_sections(node, left) if all(one.pointer for one in left) else Node({})


def _errors(
    path: Path,
    display_path: str | None,
    repair: Callable[[Node, list[Finding]], Node],
    check: Callable[[Resolved], Iterable[Finding]],
) -> list[Finding] | None:
    document = load_repaired(path, display_path, repair)
    if document is None:
        return None
    found: list[Finding] = []
    for _ in range(_ROUNDS):
        try:
            resolved = resolve_document(document, {} if _has_suffix(document) else _ANY_SUFFIX)
        except SpecError as error:
            found += error.findings
            node = without_sections(document.node, error.findings)
            document = Document(node, document.files)
            continue
        return [*found, *(finding for finding in check(resolved) if finding.level == "error")]
    return None


def _has_suffix(document: Document) -> bool:
    return isinstance(document.node.value, dict) and "environmentSuffix" in document.node.value


def _identity(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.location, finding.display_path


def _loses_entry(fault: Finding) -> bool:
    """Whether an entry, or all of a section, is cut out with the fault, so that its name is missed elsewhere."""
    at = fault.pointer
    if not at or fault.fix is not None:
        return False
    return fault.code == "SCH002" or len(at) == 1 or at[-1] == "name" or isinstance(at[-1], int)


def _misses_name(finding: Finding) -> bool:
    return finding.suggestion is not None or "there is no " in finding.problem
