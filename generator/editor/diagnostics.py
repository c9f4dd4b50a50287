"""Convert findings to diagnostics of the protocol, and their fixes to code actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from lsprotocol import types
from pygls.workspace import PositionCodec

from generator.diagnostics.autofix import fix_edits
from generator.diagnostics.findings import Finding, Fix
from generator.editor.positions import lsp_range, path_to_uri
from generator.editor.spec_files import files_to_check
from generator.editor.spec_tokens import end_of_word
from generator.validation.validate import check_file

SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "waived": types.DiagnosticSeverity.Hint,
}


def check_with_dependents(path: Path) -> dict[Path, list[Finding]]:
    """Return the findings of a file and of those that extend it, by the file that they are in."""
    found: dict[Path, list[Finding]] = {path: []}
    for root in files_to_check(path):
        for finding in check_file(root):
            file = Path(finding.location.file).resolve() if finding.location else root
            found.setdefault(file, []).append(finding)
    return {file: list(dict.fromkeys(findings)) for file, findings in found.items()}


def to_diagnostic(codec: PositionCodec, text: str, finding: Finding) -> types.Diagnostic:
    """Return a finding as a diagnostic over the word that it is about."""
    return types.Diagnostic(
        range=_range(codec, text, finding),
        message=f"{finding.display_path}: {finding.message}",
        severity=SEVERITIES[finding.level],
        code=finding.code,
        source="payinfra",
    )


def quick_fixes(
    codec: PositionCodec, path: Path, text: str, findings: Iterable[Finding], within: types.Range
) -> Iterator[types.CodeAction]:
    """Yield what the findings in a range suggest: their fixes, and each near word where the author has to choose."""
    for finding in findings:
        shown = to_diagnostic(codec, text, finding)
        if not _overlap(shown.range, within):
            continue
        for fix, is_certain in _fixes(finding):
            edits = [
                types.TextEdit(lsp_range(codec, text, edit.line, edit.column, edit.end_column), edit.text)
                for edit in fix_edits(fix, text)
            ]
            if edits:
                yield types.CodeAction(
                    title=f"Replace {fix.old!r} by {fix.new!r}",
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[shown],
                    is_preferred=is_certain,
                    edit=types.WorkspaceEdit(changes={path_to_uri(path): edits}),
                )


def _fixes(finding: Finding) -> Iterator[tuple[Fix, bool]]:
    if finding.fix is not None:
        yield finding.fix, True
    elif finding.suggestion is not None and finding.location is not None:
        fix = Fix(finding.location, finding.suggestion.word, "")
        yield from ((replace(fix, new=word), False) for word in finding.suggestion.nearest)


def _range(codec: PositionCodec, text: str, finding: Finding) -> types.Range:
    at = finding.location
    if at is None:
        return types.Range(types.Position(0, 0), types.Position(0, 0))
    return lsp_range(codec, text, at.line, at.column, end_of_word(text, at))


def _overlap(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
