"""Tests share the machine, those that count have it to themselves, and whoever is killed holds nothing back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.support.machine import FOLDER_VARIABLE, STEP, TEST, quiet_machine, shared_machine
from tests.support.waiting import PATIENCE_SECONDS, wait_until

ROOT = Path(__file__).resolve().parents[1]
HOLD = (
    "import time\n"
    "from tests.support.machine import quiet_machine\n"
    "with quiet_machine():\n"
    "    print('quiet', flush=True)\n"
    "    time.sleep(60000)\n"
)


class GivenUp(Exception):
    """Raised by those who do not wait."""


def give_up() -> None:
    raise GivenUp


def lets_in(turn: str) -> bool:
    try:
        with shared_machine(turn, give_up):
            return True
    except GivenUp:
        return False


@pytest.fixture(autouse=True)
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks of the test's own: it holds one of the run's."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))


@pytest.mark.parametrize("turn", [STEP, TEST])
def test_many_share(turn: str) -> None:
    with shared_machine(turn, give_up):
        assert lets_in(turn)


@pytest.mark.parametrize("turn", [STEP, TEST])
def test_nobody_shares_with_whoever_counts(turn: str) -> None:
    with quiet_machine():
        assert not lets_in(turn)
    assert lets_in(turn)


def test_those_who_count_do_so_together() -> None:
    with ThreadPoolExecutor(1) as pool, quiet_machine():
        pool.submit(_count).result(PATIENCE_SECONDS)
        assert not lets_in(TEST)


def _count() -> None:
    with quiet_machine():
        assert not lets_in(STEP)


@pytest.mark.parametrize("turn", [STEP, TEST])
def test_whoever_waits_to_count_is_next_and_begins_when_all_are_out(turn: str) -> None:
    counted, done = Event(), Event()

    def count() -> None:
        with quiet_machine():
            counted.set()
            assert done.wait(PATIENCE_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        with shared_machine(turn):
            counting = pool.submit(count)
            # The door closes behind those who are in.
            wait_until(lambda: not lets_in(turn), "the door is closed")
            assert not counted.is_set()
        assert counted.wait(PATIENCE_SECONDS)
        done.set()
        counting.result()


def test_whoever_is_killed_while_it_counts_holds_nothing_back() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "quiet\n"
    assert not lets_in(TEST)
    holder.send_signal(signal.SIGKILL)
    holder.wait(PATIENCE_SECONDS)
    holder.stdout.close()
    assert lets_in(TEST)
    assert lets_in(STEP)
