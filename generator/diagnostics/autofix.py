"""Apply safe fixes in the text of a file, so that comments and layout stay.

Only the value at the location of a fix is replaced, and only if it is still the one that the finding was about;
whatever is in doubt is left to the author.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics.findings import Finding, Fix, Scalar

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./-]*")
_NUMBERLIKE = re.compile(r"[-+.]?[0-9][0-9._eExXoOa-fA-F+-]*|true|false|null|~", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement in a line: columns count characters from 1, the end is the first that stays."""

    line: int
    column: int
    end_column: int
    text: str


def apply_fixes(findings: Iterable[Finding]) -> dict[str, int]:
    """Apply every fix to its file, and return how many there were by file."""
    by_file: dict[str, set[Fix]] = {}
    for finding in findings:
        if finding.fix is not None and finding.level != "waived":
            by_file.setdefault(finding.fix.location.file, set()).add(finding.fix)
    return {file: count for file, fixes in sorted(by_file.items()) if (count := _fix_file(Path(file), fixes))}


def fix_edits(fix: Fix, text: str) -> tuple[Edit, ...]:
    """Return the edits of a text for a fix, none of them where the text at one of the locations has changed."""
    first = _fix_edit(fix, text)
    others = fix_edits(fix.also, text) if fix.also else ()
    return () if first is None or (fix.also and not others) else (first, *others)


def _fix_edit(fix: Fix, text: str) -> Edit | None:
    starts = _starts(text)
    location = fix.location
    if not 0 < location.line <= len(starts):
        return None
    at = starts[location.line - 1] + location.column - 1
    written = _written(text, at, fix.old)
    if written is None:
        return None
    return Edit(location.line, location.column, location.column + len(written), _new(written, fix))


def apply_to_text(text: str, fixes: Iterable[Fix]) -> tuple[str, int]:
    """Return the text after all fixes that still fit, applied from the last to the first, and how many those are."""
    fitting = {edits for fix in fixes if (edits := fix_edits(fix, text))}
    starts = _starts(text)
    for edit in sorted(
        {edit for edits in fitting for edit in edits}, key=lambda edit: (edit.line, edit.column), reverse=True
    ):
        line = starts[edit.line - 1]
        text = text[: line + edit.column - 1] + edit.text + text[line + edit.end_column - 1 :]
    return text, len(fitting)


def _fix_file(path: Path, fixes: Iterable[Fix]) -> int:
    before = path.read_bytes().decode("utf-8")
    byte_order_mark = "\ufeff" if before.startswith("\ufeff") else ""
    text, count = apply_to_text(before.removeprefix(byte_order_mark), fixes)
    if count:
        _replace(path.resolve(), (byte_order_mark + text).encode("utf-8"))
    return count


def _replace(path: Path, content: bytes) -> None:
    """Replace a file atomically: a run that is killed leaves it as it was."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_bytes(content)
        shutil.copymode(path, new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _starts(text: str) -> list[int]:
    return [0, *(found.end() for found in _BREAK.finditer(text))]


def _written(text: str, at: int, old: Scalar) -> str | None:
    """How the old value is written at a place: plain or in quotes."""
    return next((form for form in _forms(text, at, old) if _ends(text, at + len(form))), None)


def _forms(text: str, at: int, old: Scalar) -> Iterator[str]:
    if isinstance(old, str):
        for form in (old, f'"{old}"', f"'{old}'"):
            if form and text.startswith(form, at):
                yield form
        return
    token = re.compile(r"[^\s,\[\]{}#:\"']+").match(text, at)
    if token and _NUMBERLIKE.fullmatch(token.group()):
        yield token.group()


def _ends(text: str, at: int) -> bool:
    rest = text[at : at + 2]
    return rest == "" or rest[0] in "\r\n\x85\u2028\u2029,]}" or rest[0] in " \t" or rest[0] == ":"


def _new(written: str, fix: Fix) -> str:
    if isinstance(fix.new, tuple):
        return (
            f"[{', '.join(_plain_or_quoted(item) if isinstance(item, str) else json.dumps(item) for item in fix.new)}]"
        )
    if not isinstance(fix.new, str):
        return json.dumps(fix.new)
    if not isinstance(fix.old, str):
        return f'"{written}"'
    if written[0] in "\"'":
        return f"{written[0]}{fix.new}{written[0]}"
    return _plain_or_quoted(fix.new)


def _plain_or_quoted(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and not _NUMBERLIKE.fullmatch(text)
    return text if plain else json.dumps(text, ensure_ascii=False)
