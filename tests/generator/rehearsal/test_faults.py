"""Faults are planted in turn, and what is killed is ours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generator.rehearsal import faults
from generator.rehearsal.faults import FaultInjector, kill_relay
from tests.support.waiting import PATIENCE_SECONDS


@contextmanager
def sleeping(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process with these words on its command line."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", *words]) as process:
        try:
            yield process
        finally:
            process.kill()


def world_in(folder: Path) -> Any:
    functions = SimpleNamespace(full_name=lambda name: f"lambda-{name}-reh")
    return SimpleNamespace(emulator=SimpleNamespace(log=folder / "ministack.log"), functions=functions)


def test_only_the_processes_of_a_function_below_the_own_folder_are_killed(tmp_path: Path) -> None:
    worker = "ministack-lambda-lambda-payment-relay-reh-x1/_worker.py"
    with (
        sleeping(str(tmp_path / worker)) as ours,
        sleeping(str(tmp_path / worker.replace("payment-relay", "other"))) as another,
        sleeping(f"/elsewhere/{worker}") as foreign,
    ):
        kill_relay(world_in(tmp_path))
        assert ours.wait(PATIENCE_SECONDS) == -9
        assert another.poll() is None
        assert foreign.poll() is None


def test_faults_are_planted_in_turn_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    injected: list[str] = []
    kinds = {kind: lambda testbed, kind=kind: injected.append(kind) for kind in ("a", "b")}
    monkeypatch.setattr(faults, "FAULTS", kinds)
    fault_injector = FaultInjector(world_in(Path()), ["a", "b"])
    assert [fault_injector.next() for _ in range(3)] == injected == ["a", "b", "a"]
    assert fault_injector.injected == {"a": 2, "b": 1}


def test_without_faults_nothing_is_planted() -> None:
    fault_injector = FaultInjector(world_in(Path()), [])
    assert fault_injector.next() == ""
    assert not fault_injector.injected
