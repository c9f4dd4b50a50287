"""A killed apply, a stale plan, a lock that is held, two at once, a state from elsewhere: one clear line each."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from generator.operations.commands import apply, plan

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("operations")]

Edit = Callable[[str, str], int]
# Forked, so that it has the emulators in the place of the account, as this process has.
_FORK = multiprocessing.get_context("fork")
_HOLD = (
    "import fcntl, sys; file = open(sys.argv[1], 'r+'); fcntl.lockf(file, fcntl.LOCK_EX);"
    "print('held', flush=True); input()"
)


def test_a_plan_that_is_stale_is_refused_in_one_line(
    live: Path, edited: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = live / "old.tfplan"
    edited("memoryMegabytes: 512", "memoryMegabytes: 640")
    plan("ops", None, form="text", out=saved, detailed=False)
    assert apply("ops", None, saved=None, approved=None, allowed=[], reason="") == 0
    capsys.readouterr()
    assert apply("ops", None, saved=saved, approved=None, allowed=[], reason="") == 1
    (line,) = capsys.readouterr().err.splitlines()[-1:]
    assert "plan again, and have the new plan approved" in line
    saved.unlink()


def test_a_lock_that_is_held_is_named_in_one_line(live: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (state,) = live.glob("*.tfstate")
    command = [sys.executable, "-c", _HOLD, str(state)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert plan("ops", None, form="text", out=None, detailed=False) == 1
        holder.communicate(b"\n")
    assert "somebody else works on this environment" in capsys.readouterr().err


def test_a_state_from_elsewhere_is_refused_in_one_line(
    live: Path, edited: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    (state,) = live.glob("*.tfstate")
    ours, saved = state.read_text(encoding="utf-8"), live / "other.tfplan"
    edited("memoryMegabytes: 512", "memoryMegabytes: 768")
    plan("ops", None, form="text", out=saved, detailed=False)
    state.write_text(json.dumps({**json.loads(ours), "lineage": "00000000-0000-0000-0000-000000000000"}))
    capsys.readouterr()
    assert apply("ops", None, saved=saved, approved=None, allowed=[], reason="") == 1
    assert "the plan is of another state" in capsys.readouterr().err.splitlines()[-1]
    state.write_text(ours, encoding="utf-8")
    saved.unlink()


def test_of_two_applies_at_once_one_is_done_and_the_other_says_why_not(
    live: Path, edited: Edit, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    edited("memoryMegabytes: 512", "memoryMegabytes: 896")
    logs = [tmp_path / "one", tmp_path / "other"]
    both = [_apply_beside(log) for log in logs]
    for each in both:
        each.join()
    told = [log.read_text(encoding="utf-8") for log in logs]
    refused = [text for each, text in zip(both, told, strict=True) if each.exitcode == 1]
    assert sum(each.exitcode == 0 for each in both) >= 1, told
    assert all(("payinfra: terraform" in text and "again" in text) or "wait" in text for text in refused), told
    assert plan("ops", None, form="text", out=None, detailed=True) == 0


def test_an_apply_that_is_killed_leaves_terraform_to_finish_and_nothing_is_lost(
    live: Path, edited: Edit, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    edited("memoryMegabytes: 512", "memoryMegabytes: 832")
    edited("recoveryDays: 30", "recoveryDays: 20")
    killed = _apply_beside(tmp_path / "log")
    _until(lambda: bool(list(Path(os.environ.get("TMPDIR", "/tmp")).glob(_scratch(killed)))))
    os.kill(killed.pid or 0, signal.SIGKILL)
    killed.join()
    _until(lambda: _plans_nothing(capsys))
    assert not list(Path(os.environ.get("TMPDIR", "/tmp")).glob(f"payinfra-verify.{killed.pid}.*"))


def _scratch(process: BaseProcess) -> str:
    """The output of the apply in the folder of a process: it is there once Terraform has begun."""
    return f"payinfra-verify.{process.pid}.*/cdktf.out/stacks/*/apply.out"


def _plans_nothing(capsys: pytest.CaptureFixture[str]) -> bool:
    return plan("ops", None, form="text", out=None, detailed=True) == 0


def _apply_beside(log: Path) -> BaseProcess:
    process = _FORK.Process(target=_apply_into, args=(log,))
    process.start()
    return process


def _apply_into(log: Path) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    code = apply("ops", None, saved=None, approved=None, allowed=[], reason="")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _until(is_so: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
