"""Children end with whoever started them, however that happens, and take what they have started along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from generator.verify.child_process import ChildProcess
from tests.support.signals import hear_interrupts
from tests.support.waiting import PATIENCE_SECONDS, wait_until

# A child with a grandchild; both write their ids, and the grandchild would run for ever.
FAMILY = (
    "import os, subprocess, sys, time\n"
    "grandchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60000)'])\n"
    "print(os.getpid(), grandchild.pid, flush=True)\n"
    "time.sleep(60000)\n"
)
STARTER = (
    "import os, sys, time\n"
    "from pathlib import Path\n"
    "from generator.verify.child_process import ChildProcess\n"
    "folder = Path(sys.argv[1])\n"
    "child = ChildProcess([sys.executable, '-c', sys.argv[2]], folder=folder, environment=os.environ,"
    " out=folder / 'out', err=folder / 'err')\n"
    "print(child.group, flush=True)\n"
    "time.sleep(60000)\n"
)


def start(folder: Path, code: str) -> ChildProcess:
    command = [sys.executable, "-c", code]
    return ChildProcess(command, folder=folder, environment=os.environ, out=folder / "out", err=folder / "err")


def processes_of(out: Path) -> list[int]:
    wait_until(lambda: out.exists() and out.read_text().endswith("\n"), "the family has started")
    return [int(word) for word in out.read_text().split()]


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def end(processes: list[int]) -> None:
    wait_until(lambda: not any(is_alive(process) for process in processes), "all of them have ended")


pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")


@pytest.mark.parametrize(("code", "expected"), [("pass", 0), ("raise SystemExit(3)", 3)])
def test_it_tells_the_exit_code(tmp_path, code, expected):
    assert start(tmp_path, code).wait(PATIENCE_SECONDS) == expected


def test_it_tells_the_signal_that_ended_a_child(tmp_path):
    child = start(tmp_path, "import os; os.kill(os.getpid(), 9)")
    assert child.wait(PATIENCE_SECONDS) == 128 + 9


def test_what_is_written_goes_to_files(tmp_path):
    start(tmp_path, "import sys; print('said'); print('complained', file=sys.stderr)").wait(PATIENCE_SECONDS)
    assert [(tmp_path / name).read_text() for name in ("out", "err")] == ["said\n", "complained\n"]


def test_stopping_ends_the_whole_family(tmp_path):
    child = start(tmp_path, FAMILY)
    family = processes_of(tmp_path / "out")
    child.stop()
    end([*family, child.group])


def test_a_child_that_does_not_listen_is_ended_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("generator.verify.child_process.GRACE_SECONDS", 0.2)
    deaf = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    child = start(tmp_path, deaf + FAMILY)
    family = processes_of(tmp_path / "out")
    child.stop()
    end(family)


def test_stopping_twice_is_stopping_once(tmp_path):
    child = start(tmp_path, "pass")
    child.stop()
    child.stop()
    assert child.code() is not None


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_family_ends_when_its_starter_is_killed(tmp_path, how):
    root = Path(__file__).resolve().parents[3]
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path), FAMILY],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
        preexec_fn=hear_interrupts,
    )
    assert starter.stdout is not None
    group = int(starter.stdout.readline())
    family = processes_of(tmp_path / "out")
    starter.send_signal(how)
    starter.wait(PATIENCE_SECONDS)
    starter.stdout.close()
    end([*family, group])
