"""Situations of authors, from public reports and broken specs: each with its right outcome, and nothing besides.

`authoring/NAME/spec.yaml` is `specs/qa.yaml` beside a copy of `specs/base.yaml`; `expected.txt` is what was wanted.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.diagnostics.findings import Finding
from generator.validation.validate import check_files

FOLDER = Path(__file__).parent / "authoring"
BASE = Path(__file__).resolve().parents[3] / "specs" / "base.yaml"
# What base.yaml itself is warned of, until somebody owns its example domain.
OF_BASE = {"LBR008"}

# Place, id, and words that say how to mend it.
EXPECTED: dict[str, list[tuple[str, str, str]]] = {
    "p27-trailing-line-break": [
        ("qa.yaml:5:10", "SCH005", "write 'payments' on the line of its key"),
        ("qa.yaml:8:17", "SCH005", "write 'pay' on the line of its key"),
        ("qa.yaml:10:22", "SCH005", "write 'sun:04:30-sun:05:30' on the line of its key"),
        ("qa.yaml:13:14", "SCH005", "write 'v2' on the line of its key"),
        ("qa.yaml:19:13", "SCH005", "write '/refunds' on the line of its key"),
        ("qa.yaml:22:11", "SCH005", "write 'errs' on the line of its key"),
    ],
    "p43-fix-guesses-a-removal": [
        ("qa.yaml:4:32", "SPC002", "take the entry out"),
        ("qa.yaml:4:86", "SPC002", "take the entry out"),
    ],
    "p49-backslash-path": [("qa.yaml:1:10", "EXT004", "paths are written with /")],
    "s01-suffix-block-scalar": [("qa.yaml:2:20", "SCH005", "write 'qa' on the line of its key")],
    "s02-region-folded": [("qa.yaml:3:12", "SCH005", "write 'us-east-1' on the line of its key")],
    "s03-flow-list-two-keys": [("qa.yaml:4:12", "YML080", "[{ name: fraud-detection, memoryMegabytes: 1024 }]")],
    "s04-open-bracket-last": [("qa.yaml:5:23", "YML003", "'[' is opened here and never closed")],
    "s05-three-duplicates": [
        ("qa.yaml:5:1", "YML006", "already given in line 3"),
        ("qa.yaml:7:1", "YML006", "already given in line 3"),
        ("qa.yaml:8:1", "YML006", "already given in line 4"),
    ],
    "s06-schema-hides-semantic": [
        ("qa.yaml:3:32", "SCH001", "did you mean 'nat'?"),
        ("qa.yaml:4:52", "LBR001", "add up to 120"),
    ],
    "s07-tables-as-json-text": [("qa.yaml:4:9", "SCH003", "take the quotes around it away")],
    "s10-nat-false": [("qa.yaml:3:37", "SCH004", "did you mean 'none'?")],
    "s18-extends-from-root": [
        ("qa.yaml:1:10", "EXT004", "relative to this file, not to the project: write 'base.yaml'")
    ],
    "s19-anchor-mistake-once": [("qa.yaml:6:44", "SCH006", "the most is 2 (used in 3 places)")],
    "s20-zero-width-space": [("qa.yaml:4:28", "SCH005", "an invisible character (U+200B, zero width space)")],
}


def findings_of(name: str, folder: Path) -> list[Finding]:
    """What is found in a situation, in a project of its own."""
    specs = folder / "specs"
    specs.mkdir()
    shutil.copy(BASE, specs)
    shutil.copy(FOLDER / name / "spec.yaml", specs / "qa.yaml")
    others = [Path(shutil.copy(file, specs)) for file in (FOLDER / name).glob("q*.yaml")]
    found = check_files([Path("specs/qa.yaml"), *(Path("specs") / other.name for other in others)])
    return [finding for finding in found if finding.code not in OF_BASE]


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items(), ids=EXPECTED)
def test_a_situation_is_reported_at_its_line_with_its_remedy_and_nothing_besides(name, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = findings_of(name, tmp_path)
    places = [(str(finding.location).removeprefix("specs/"), finding.code) for finding in found]
    assert places == [(place, code) for place, code, _ in expected], "\n".join(map(str, found))
    for finding, (_, _, words) in zip(found, expected, strict=True):
        assert words in finding.message
