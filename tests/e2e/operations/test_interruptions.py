"""A killed apply, a stale plan, a lock that is held, two at once, a state from elsewhere: one clear line each."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.operations import stack_run
from generator.operations.terraform_commands import apply, plan

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("operations")]

Edit = Callable[[str, str], int]
ROOT = str(Path(__file__).resolve().parents[3])
_HOLD = (
    "import fcntl, sys; file = open(sys.argv[1], 'r+'); fcntl.lockf(file, fcntl.LOCK_EX);"
    "print('held', flush=True); input()"
)


def test_a_plan_of_another_state_and_one_that_is_stale_are_refused_in_one_line_each(
    live: Path, edited: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    (state,) = live.glob("*.tfstate")
    ours, saved = state.read_text(encoding="utf-8"), live / "old.tfplan"
    edited("memoryMegabytes: 512", "memoryMegabytes: 640")
    plan("ops", None, form="text", out=saved, detailed=False)
    state.write_text(json.dumps({**json.loads(ours), "lineage": "00000000-0000-0000-0000-000000000000"}))
    capsys.readouterr()
    assert apply("ops", None, saved=saved, approved=None, allowed=[], reason="") == 1
    assert "the plan is of another state" in capsys.readouterr().err.splitlines()[-1]
    state.write_text(ours, encoding="utf-8")
    assert apply("ops", None, saved=None, approved=None, allowed=[], reason="") == 0
    capsys.readouterr()
    assert apply("ops", None, saved=saved, approved=None, allowed=[], reason="") == 1
    assert "plan again, and have the new plan approved" in capsys.readouterr().err.splitlines()[-1]
    saved.unlink()


def test_a_lock_that_is_held_is_named_in_one_line(
    live: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stack_run, "LOCK_TIMEOUT", "-lock-timeout=1s")
    (state,) = live.glob("*.tfstate")
    command = [sys.executable, "-c", _HOLD, str(state)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert plan("ops", None, form="text", out=None, detailed=False) == 1
        holder.communicate(b"\n")
    assert "somebody else works on this environment" in capsys.readouterr().err.splitlines()[-1]


def test_of_two_applies_at_once_one_is_done_and_the_other_says_why_not(
    live: Path, edited: Edit, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    edited("memoryMegabytes: 512", "memoryMegabytes: 896")
    logs = [tmp_path / "one", tmp_path / "other"]
    codes = [each.wait() for each in [_apply_beside(log) for log in logs]]
    told = [log.read_text(encoding="utf-8") for log in logs]
    assert 0 in codes, told
    for code, text in zip(codes, told, strict=True):
        refused = [line for line in text.splitlines() if re.match(r"payinfra: terraform \w+: ", line)]
        assert code == 0 or (len(refused) == 1 and re.search("plan again|somebody else works", refused[0])), text


def test_an_apply_that_is_killed_leaves_terraform_to_finish_and_nothing_is_lost(
    live: Path, edited: Edit, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    edited("memoryMegabytes: 512", "memoryMegabytes: 832")
    edited("recoveryDays: 30", "recoveryDays: 20")
    killed = _apply_beside(tmp_path / "log")
    # Its file is there before Terraform is, and holds something once Terraform has begun.
    output = f"payinfra-verify.{killed.pid}.*/cdktf.out/stacks/*/apply.out"
    _until(lambda: any(path.stat().st_size for path in Path(tempfile.gettempdir()).glob(output)))
    killed.kill()
    killed.wait()
    _until(lambda: plan("ops", None, form="text", out=None, detailed=True) == 0)
    _until(lambda: not _left_by(killed) or plan("ops", None, form="text", out=None, detailed=True) != 0)
    assert not _left_by(killed)


def _left_by(process: subprocess.Popen[bytes]) -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"payinfra-verify.{process.pid}.*"))


def _apply_beside(log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.e2e.operations.emulated", "apply", "ops"]
    with log.open("wb") as written:
        return subprocess.Popen(
            command, stdout=written, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONPATH": ROOT}
        )


def _until(is_so: Callable[[], bool], seconds: float = 900) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
