"""Completion in a real bash: commands, options, their values, environments."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytest.importorskip("shtab")


def completed(*words: str, cwd: Path = ROOT) -> list[str]:
    """What bash offers for the last word."""
    script = subprocess.run(
        [sys.executable, "-m", "generator", "completion", "bash"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    typed = " ".join(f"'{word}'" for word in words)
    asked = f"COMP_WORDS=(payinfra {typed}); COMP_CWORD={len(words)}; COMPREPLY=()"
    function = next(line.split()[-2] for line in script.splitlines() if line.startswith("complete "))
    bash = [shutil.which("bash") or "bash", "--norc", "-c"]
    program = f'{script}\n{asked}\n{function}\nprintf "%s\\n" "${{COMPREPLY[@]}}"'
    return subprocess.run([*bash, program], cwd=cwd, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["val"], "validate"),
        (["validate", "--for"], "--format"),
        (["validate", "--format", "sa"], "sarif"),
        (["validate", "sta"], "staging"),
        (["explain", "pro"], "prod"),
    ],
)
def test_bash_offers_the_word(words, offered):
    assert offered in completed(*words)
