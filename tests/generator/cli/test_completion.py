"""Completion in a real bash and a real zsh: commands, options, their values, environments, files."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from generator.cli.commands import NAMES
from tests.support.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[3]
pytest.importorskip("shtab")


SAMPLE = [
    (["val"], "validate"),
    (["validate", "--form"], "--format"),
    (["validate", "--format", "sa"], "sarif"),
    (["validate", "sta"], "staging"),
    (["validate", "dev", "sta"], "staging"),
    (["validate", "specs/sta"], "specs/staging.yaml"),
    (["explain", "pro"], "prod"),
    (["diff", "dev", "sta"], "staging"),
    (["new", "--from", "sta"], "staging"),
    (["graph", "dev", "--out", "CHANGE"], "CHANGELOG.md"),
]
# What zsh is told before it is asked: Tab completes, and control-T writes the line down and starts another.
ZSHRC = r"""
PS1='ready> '
autoload -Uz compinit && compinit -u -D
{load}
told() {{ print -r -- "$BUFFER" >> $ZDOTDIR/told; BUFFER= }}
zle -N told
bindkey '^I' complete-word
bindkey '^T' told
"""


@cache
def script(shell: str) -> str:
    command = [sys.executable, "-m", "generator", "completion", shell]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def offered_by_bash(*words: str, cwd: Path = ROOT) -> list[str]:
    """What bash offers for the last word."""
    typed = " ".join(f"'{word}'" for word in words)
    asked = f"COMP_WORDS=(payinfra {typed}); COMP_CWORD={len(words)}; COMPREPLY=()"
    function = next(line.split()[-2] for line in script("bash").splitlines() if line.startswith("complete "))
    bash = [shutil.which("bash") or "bash", "--norc", "-c"]
    program = f'{script("bash")}\n{asked}\n{function}\nprintf "%s\\n" "${{COMPREPLY[@]}}"'
    return subprocess.run([*bash, program], cwd=cwd, capture_output=True, text=True, check=True).stdout.split()


def completed_by_zsh(lines: Iterable[str], folder: Path, load: str) -> list[str]:
    """What zsh makes of lines after each of which Tab is pressed, at a terminal."""
    (folder / "_payinfra").write_text(script("zsh"))
    (folder / ".zshrc").write_text(ZSHRC.format(load=load))
    terminal, its_side = pty.openpty()
    environment = {**os.environ, "ZDOTDIR": str(folder), "TERM": "dumb"}
    command = [shutil.which("zsh") or "zsh", "--no-globalrcs", "-i"]
    zsh = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=its_side, stdout=its_side, stderr=its_side, start_new_session=True
    )
    os.close(its_side)
    try:
        shown = shown_until(terminal, b"ready> ")
        os.write(terminal, "".join(f"{line}\t\x14" for line in lines).encode() + b"exit\n")
        shown += shown_until(terminal, None)
    finally:
        zsh.kill()
        zsh.wait()
        os.close(terminal)
    told = folder / "told"
    return told.read_text().splitlines() if told.exists() else [shown.decode()]


def shown_until(terminal: int, end: bytes | None) -> bytes:
    shown = b""
    while end is None or end not in shown:
        if not select.select([terminal], [], [], PATIENCE_SECONDS)[0]:
            break
        try:
            more = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not more:
            break
        shown += more
    return shown


@pytest.mark.parametrize(("words", "offered"), SAMPLE)
def test_bash_offers_the_word(words, offered):
    assert offered in offered_by_bash(*words)


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh on the PATH")
@pytest.mark.parametrize(
    "load",
    [
        "fpath+=$ZDOTDIR; autoload -Uz compinit && compinit -u -D",
        'eval "$(<$ZDOTDIR/_payinfra)"',
        "source $ZDOTDIR/_payinfra",
    ],
)
def test_zsh_completes_the_word(load, tmp_path):
    lines = [" ".join(("payinfra", *words)) for words, _ in SAMPLE]
    ended = [line.rstrip() for line in completed_by_zsh([*lines, "payinfra new sta"], tmp_path, load)]
    assert ended == [
        *(" ".join(("payinfra", *words[:-1], offered)) for words, offered in SAMPLE),
        "payinfra new sta",  # no name that is taken
    ]


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_each_command_is_in_the_script_in_a_few_words(shell):
    assert all(name in script(shell) for name in NAMES)
    if shell == "zsh":
        assert "synth:'write the Terraform JSON of environments'" in script(shell)
