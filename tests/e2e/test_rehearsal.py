"""The whole move, played with faults; and played with claims that are switched off, which must show."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.rehearsal.command import KINDS, run_rehearsal
from generator.rehearsal.deployed_functions import PROCESSING
from generator.rehearsal.results import RehearsalResult
from generator.spec.load import load_file
from generator.spec.model import Environment
from generator.spec.node import to_plain
from generator.spec.resolve import resolve_plain
from tests.support.emulators import require_emulators
from tests.support.payment_cloud import ROOT
from tests.support.postgres import require_postgres
from tests.support.signals import hear_interrupts
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("rehearsal")]

# Of transaction-processing: without them it books as it did before there was a move.
CLAIMS = ("TABLE_PAYMENT_CLAIMS", "FUNCTION_PAYMENT_RELAY")
FAULTS = [kind for kind in KINDS if kind != "differences"]


@pytest.fixture
def ready() -> None:
    """PostgreSQL and the emulators are there; in CI they must be."""
    require_postgres()
    require_emulators()


def environment() -> Environment:
    """A small environment that moves in three steps, with the routes of the shipped ones."""
    shipped = to_plain(load_file(ROOT / "specs" / "base.yaml"))["api"]
    spec: dict[str, Any] = {
        "environmentSuffix": "reh",
        "network": {"onPremises": {"cidrs": ["192.168.0.0/16"]}},
        "api": {part: shipped[part] for part in ("models", "routes")},
        "migration": {
            "phase": "shift",
            "source": {"host": "192.168.10.20", "tables": ["payments.*"]},
            "relay": {"addresses": ["192.168.10.11"], "serverName": "payments.example.internal"},
            "rollout": {"steps": [10, 50, 100]},
        },
    }
    return resolve_plain(spec).environment


def played(folder: Path, kinds: list[str], seconds: float, **defects: Mapping[str, tuple[str, ...]]) -> RehearsalResult:
    lines: list[str] = []
    try:
        return run_rehearsal(
            environment(), folder, kinds, seconds, lambda phase, text: lines.append(f"{phase}: {text}"), **defects
        )
    finally:
        print("\n".join(lines))


@pytest.mark.usefixtures("ready")
def test_with_every_fault_each_key_is_booked_once_and_each_payment_is_found(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    counts = played(tmp_path, list(KINDS), 4)
    record_property("counted", f"rehearsal of the move: {counts}; faults {dict(counts.faults)}")
    assert counts.wrong() == dict.fromkeys(counts.wrong(), 0), "\n".join(counts.lines())
    assert {*counts.faults} == {*FAULTS}
    assert counts.traffic.payments > 100
    assert counts.traffic.crossings > 30
    assert counts.traffic.handed_over > 30
    assert counts.traffic.unknown == counts.traffic.resolved > 0
    assert counts.traffic.refunds > 0
    assert counts.left > 30
    assert counts.rollbacks > 0
    assert counts.differences.planted == counts.differences.found == 3


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_rehearsal_that_is_ended_leaves_no_process_and_no_folder(number: signal.Signals, code: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        command = [sys.executable, "-m", "generator", "migration", "rehearse", "prod"]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": folder},
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=hear_interrupts,
        ) as process:
            assert process.stdout is not None
            while "all on blue" not in (line := process.stdout.readline()):
                assert line, "the rehearsal has ended by itself"
            process.send_signal(number)
            process.stdout.read()
            assert process.wait(PATIENCE_SECONDS) == code
        listed = subprocess.run(["ps", "-ewwo", "args="], capture_output=True, text=True, check=True).stdout
        assert [line for line in listed.splitlines() if folder in line] == []
        assert list(Path(folder).iterdir()) == []


@pytest.mark.usefixtures("ready")
def test_without_claims_the_rehearsal_tells_of_doubled_payments(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    counts = played(tmp_path, [], 2, without={PROCESSING: CLAIMS})
    record_property("counted", f"rehearsal without claims, a planted defect: {counts}")
    assert counts.verdict.doubled
    assert not counts.is_good
