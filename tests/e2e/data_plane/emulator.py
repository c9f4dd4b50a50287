"""The rehearsal's emulator for tests: without the emulators' Python they skip, but never in CI."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.rehearsal.emulator import REGION, Emulator
from generator.rehearsal.emulator import running_emulator as running
from generator.rehearsal.postgres import Postgres
from tests.support.emulators import require_emulators

__all__ = ["DATABASE_NAMES", "REGION", "Emulator", "running_emulator"]

# The host names of the cluster, see generator/rehearsal/emulator_patches/database.py.
DATABASE_NAMES = f"*.cluster-emulated.{REGION}.rds.amazonaws.com"


@contextmanager
def running_emulator(
    folder: Path, postgres: Postgres | None = None, *, records_calls: bool = False
) -> Iterator[Emulator]:
    """An emulator whose Aurora is this server, or is nobody's. It ends with the test process, however that ends."""
    require_emulators()
    with running(folder, postgres, records_calls=records_calls) as emulator:
        yield emulator
