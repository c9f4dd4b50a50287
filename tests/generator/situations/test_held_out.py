"""More situations of authors, beside those of test_authoring: `held-out.yaml` has each with its findings.

Each `spec` is `specs/qa.yaml` beside a copy of `specs/base.yaml`, below the two lines that make it an environment; of
what `others` has, each is a file of its own. What is expected is a place, an id, and words that say how to mend it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.diagnostics.findings import Finding
from generator.validation.file_checks import check_files
from tests.generator.situations.test_authoring import BASE, OF_BASE

FILE = Path(__file__).with_name("held-out.yaml")
HEAD = "extends: base.yaml\nenvironmentSuffix: qa\n"
SITUATIONS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def found_in(situation: dict[str, Any]) -> list[Finding]:
    specs = Path("specs")
    specs.mkdir()
    shutil.copy(BASE, specs)
    files = {"qa.yaml": situation.get("head", HEAD) + situation["spec"], **situation.get("others", {})}
    for name, text in files.items():
        (specs / name).write_text(text, encoding="utf-8")
    return [finding for finding in check_files(specs / name for name in files) if finding.code not in OF_BASE]


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: str(situation["name"]))
def test_a_situation_is_reported_at_its_line_with_its_remedy_and_nothing_besides(
    situation: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = found_in(situation)
    expected = [one.split(" ", 2) for one in situation["expected"]]
    places = [[str(finding.location).removeprefix("specs/"), finding.code] for finding in found]
    assert places == [one[:2] for one in expected], "\n".join(map(str, found))
    for finding, (_, _, words) in zip(found, expected, strict=True):
        assert words in str(finding)
