"""Render findings for people: `file:line:column: level: path: message [ID]`, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics.findings import REFERENCE, Finding, one_line

_COLOURS = {"error": "31;1", "warning": "33", "waived": "36"}


def as_text(findings: Sequence[Finding], *, colour: bool = False) -> str:
    """Return a line a finding. With colour the id is a link to its page where the terminal knows links."""
    return "".join(f"{_coloured(finding) if colour else finding}\n" for finding in findings)


def summary(findings: Sequence[Finding]) -> str:
    """Return how many findings there are of each level, how many are fixable, and where each id is explained."""
    counts = {level: sum(finding.level == level for finding in findings) for level in ("error", "warning", "waived")}
    parts = [f"{counts['error']} errors" if counts["error"] != 1 else "1 error"] if counts["error"] else []
    parts += [f"{counts['warning']} warnings" if counts["warning"] != 1 else "1 warning"] if counts["warning"] else []
    parts += [f"{counts['waived']} waived"] if counts["waived"] else []
    if not parts:
        return "nothing is wrong"
    fixable = sum(finding.fix is not None and finding.level != "waived" for finding in findings)
    fix = f"; {fixable} fixable with --fix" if fixable else ""
    page, _, _ = REFERENCE.partition("#")
    where = f"{page} explains" if Path(page).is_file() else "payinfra validate --list-rules lists"
    return f"{', '.join(parts)}{fix}; {where} each id"


def _coloured(finding: Finding) -> str:
    level = f"\033[{_COLOURS[finding.level]}m{finding.level}\033[0m"
    place = f"\033[1m{finding.location or '-'}\033[0m"
    path, message = one_line(finding.display_path), one_line(finding.message)
    return f"{place}: {level}: \033[2m{path}:\033[0m {message} [{_link(finding)}]"


def _link(finding: Finding) -> str:
    """The id, as a link of OSC 8 where the page is on this machine."""
    page, _, anchor = finding.reference.partition("#")
    path = Path(__file__).resolve().parents[3] / page
    if not path.is_file():
        return finding.code
    return f"\033]8;;{path.as_uri()}#{anchor}\033\\{finding.code}\033]8;;\033\\"
