"""Many files are checked by several processes: the findings are the same, and an interrupt is reported once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from generator.system import parallel
from generator.validation.file_checks import check_files
from tests.support.cpu import cpu_seconds_of_children, cpu_seconds_of_group
from tests.support.signals import hear_interrupts
from tests.support.waiting import PATIENCE_SECONDS, wait_until

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def files(tmp_path):
    files = [tmp_path / f"{number:02}.yaml" for number in range(60)]
    for number, file in enumerate(files):
        file.write_text(f"environmentSuffix: e{number}\nnot{number}: known\n")
    return files


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_many_files_are_checked_in_several_processes_with_the_same_findings(files, monkeypatch):
    monkeypatch.setattr(parallel, "can_fork", lambda: False)
    alone = check_files(files)
    assert len(alone) == len(files)
    monkeypatch.setattr(parallel, "can_fork", lambda: True)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert check_files(files) == alone


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
def test_an_interrupt_ends_all_of_them_at_once_and_nobody_shows_a_traceback(tmp_path):
    # So many that most are left when the interrupt comes, and it would take many times as long to check them first.
    files = [tmp_path / f"{number}.yaml" for number in range(1000)]
    for number, file in enumerate(files):
        file.write_text(f"environmentSuffix: e{number}\n")
    command = [sys.executable, "-m", "generator", "validate", "--force", *map(str, files)]
    before = cpu_seconds_of_children()
    run = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=hear_interrupts,
    )
    wait_until(lambda: cpu_seconds_of_group(run.pid) > 2, "the processes are at work")
    at_the_interrupt = cpu_seconds_of_group(run.pid)
    os.killpg(run.pid, signal.SIGINT)
    said, complained = run.communicate(timeout=PATIENCE_SECONDS)
    assert (run.returncode, said, complained) == (130, b"", b"")
    assert cpu_seconds_of_children() - before < at_the_interrupt + 5
