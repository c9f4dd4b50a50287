"""The audit says "clean" only when every package was looked up."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.check_dependencies import CLEAN, UNKNOWN, VULNERABLE, main
from scripts.licences import LOCKS

FINE = {"name": "six", "version": "1.17.0", "vulns": []}
BAD = {"name": "six", "version": "1.17.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.18.0"]}]}
SKIPPED = {"name": "six", "skip_reason": "Dependency not found on PyPI and could not be audited: six (1.17.0)"}


@pytest.mark.parametrize(
    ("sentence", "packages", "expected", "said"),
    [
        ("all looked up, none vulnerable", [FINE], CLEAN, "1 looked up, 0 vulnerabilities"),
        (
            "a vulnerability is told with its cure",
            [FINE, BAD],
            VULNERABLE,
            "six 1.17.0: PYSEC-2026-1, fixed in 1.18.0",
        ),
        ("what was skipped is not clean", [FINE, SKIPPED], UNKNOWN, "NOT LOOKED UP: 1 packages"),
        ("a vulnerability outweighs what was skipped", [BAD, SKIPPED], VULNERABLE, "PYSEC-2026-1"),
        ("an empty answer proves nothing", [], UNKNOWN, "has seen no package"),
    ],
)
def test_an_answer_is_judged(
    sentence: str,
    packages: list[dict[str, Any]],
    expected: int,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = json.dumps({"dependencies": packages})
    assert main(["--pip-audit", _tool(tmp_path, f"file.write_text({report!r})")]) == expected, sentence
    assert said in capsys.readouterr().out, sentence


def test_a_service_that_does_not_answer_is_not_a_clean_bill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pip-audit", _tool(tmp_path, "sys.exit('ConnectionError: no route to host')")]) == UNKNOWN
    told = capsys.readouterr()
    assert "NOT LOOKED UP: ConnectionError: no route to host" in told.out
    assert "nothing is proven" in told.err


def test_a_tool_that_is_not_there_is_not_a_clean_bill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pip-audit", str(tmp_path / "no-such-tool")]) == UNKNOWN
    assert "pip-audit cannot be started" in capsys.readouterr().out


def test_both_locks_are_asked_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--pip-audit", _tool(tmp_path, "sys.exit(sys.argv[-1])")])
    told = capsys.readouterr().out
    assert all(f"--requirement={lock}" in told for lock in LOCKS.values())


def _tool(folder: Path, code: str) -> str:
    """A program that takes the place of pip-audit."""
    find = "file = pathlib.Path(next(item for item in sys.argv if item.startswith('--output=')).partition('=')[2])"
    tool = folder / "pip-audit"
    tool.write_text(f"#!{sys.executable}\nimport pathlib, sys\n{find}\n{code}\n", encoding="utf-8")
    tool.chmod(0o755)
    return str(tool)
