"""Situations of authors, from public reports and broken specs: each with its right outcome, and nothing besides.

`authoring/NAME/spec.yaml` is `specs/qa.yaml` beside a copy of `specs/base.yaml`; `expected.txt` is what was wanted.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.diagnostics.findings import Finding
from generator.validation.file_checks import check_files

FOLDER = Path(__file__).parent / "authoring"
BASE = Path(__file__).resolve().parents[3] / "specs" / "base.yaml"
# What base.yaml itself is warned of, until somebody owns its example domain.
OF_BASE = {"LBR008", "ACC003"}

# Place, id, and words that say how to mend it.
EXPECTED: dict[str, list[tuple[str, str, str]]] = {
    "a05-engine-minor-not-there": [
        ("qa.yaml:4:28", "DBS082", "17.4 is the first"),
        ("qa.yaml:4:62", "DBS010", "security fixes of the database wait"),
    ],
    "a06-parameter-unknown": [("qa.yaml:4:34", "DBS080", "did you mean 'work_mem'?")],
    "a07-parameter-with-unit": [("qa.yaml:4:51", "DBS081", 'number of kB, without a unit: write "65536"')],
    "a10-allowed-pattern-refuses-value": [("qa.yaml:4:63", "PAR080", "does not fit allowedPattern")],
    "a11-allowed-pattern-no-regex": [("qa.yaml:4:88", "PAR080", "no regular expression: unterminated character set")],
    "a12-route-ping": [("qa.yaml:4:50", "API080", "reserved by API Gateway")],
    "a13-provider-too-old": [("qa.yaml:3:18", "PRV080", "allows no version from 5.100 on")],
    "a14-provider-impossible": [("qa.yaml:3:18", "PRV080", "no version meets all")],
    "a18-run-on-deploy-stopped": [("qa.yaml:4:81", "FUN080", "runs it in the apply, which fails")],
    "a19-threshold-never": [("qa.yaml:4:64", "MON080", "never over 100 per cent")],
    "a23-quota-without-keys": [("qa.yaml:4:20", "API081", "nobody needs one")],
    "a24-state-settings-unused": [("qa.yaml:4:18", "STA080", "set 'backend: s3'")],
    "a25-gov-region": [("qa.yaml:3:12", "NET080", "partition aws-us-gov")],
    "a27-custom-domain-certificate-region": [("qa.yaml:4:85", "API082", "name one of that region")],
    "a28-rotation-never": [("qa.yaml:4:55", "SEC080", "never rotated")],
    "a29-tag-of-the-platform": [
        ("qa.yaml:4:22", "NAM080", "the platform sets the tag 'Environment' to 'qa'"),
        ("qa.yaml:4:45", "NAM080", "take it out"),
    ],
    "a30-over-the-timeout": [
        ("qa.yaml:8:7", "SPC005", "treatMissingData"),
        ("qa.yaml:9:18", "MON080", "100 per cent of its timeout"),
    ],
    "a31-state-key-id": [("qa.yaml:4:65", "SCH005", "by its id, a UUID or mrk-")],
    "a33-endpoints-replaced": [("qa.yaml:3:32", "NET006", "add them to 'network.interfaceEndpoints'")],
    "a35-burst-under-rate": [("qa.yaml:4:52", "API083", "set it to 500 or more")],
    "a36-max-connections": [("qa.yaml:4:58", "DBS081", "the most is 262143")],
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

# Sequences of commands: what they do is tested where it is done.
STEPS = {
    "p01-deleted-environment": "generator/analysis/test_revisions.py",
    "p07-shallow-clone": "generator/analysis/test_revisions.py",
    "p08-base-moved-on": "generator/analysis/test_revisions.py",
    "p10-from-sub-folder": "generator/analysis/test_revisions.py",
    "p33-odd-file-names": "generator/analysis/test_revisions.py",
    "p34-symlinks": "generator/analysis/test_revisions.py",
    "p35-sarif-paths": "generator/analysis/test_revisions.py",
    "p37-stale-answer": "generator/system/test_run_cache.py",
    "p38-reads-all-beside": "generator/system/test_run_cache.py",
    "p39-sub-folders-not-looked-at": "generator/validation/test_spec_selection.py",
    "p44-no-color": "generator/cli/test_elapsed.py",
}


def test_every_situation_has_its_expected_outcome():
    assert {folder.name for folder in FOLDER.iterdir()} == {*EXPECTED, *STEPS}
    assert [file for file in STEPS.values() if not (FOLDER.parents[2] / file).is_file()] == []


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
