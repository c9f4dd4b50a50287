"""The rehearsal's emulator for tests: without the emulators' Python they skip, but never in CI."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.rehearsal.emulator import DATABASE_NAMES, REGION, Emulator
from generator.rehearsal.emulator import running_emulator as running
from generator.rehearsal.postgres import Postgres
from generator.verify.emulators.servers import find_python
from generator.verify.problems import CannotVerify

__all__ = ["DATABASE_NAMES", "REGION", "Emulator", "running_emulator"]


@contextmanager
def running_emulator(
    folder: Path, postgres: Postgres | None = None, *, records_calls: bool = False
) -> Iterator[Emulator]:
    """An emulator whose Aurora is this server, or is nobody's. It ends with the test process, however that ends."""
    try:
        find_python()
    except CannotVerify as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with running(folder, postgres, records_calls=records_calls) as emulator:
        yield emulator
