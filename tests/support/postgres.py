"""The tests' PostgreSQL server: the rehearsal's, with every statement logged.

Without PostgreSQL's programs the tests skip, but never in CI.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.rehearsal.certificates import Authority
from generator.rehearsal.postgres import Postgres
from generator.rehearsal.postgres import running_postgres as running_server
from generator.rehearsal.postgres_binaries import find_binaries, missing_for_postgres

__all__ = ["Postgres", "require_postgres", "running_postgres"]

# So that a test can look for what must never be in it.
SETTINGS = {"log_statement": "all"}


def require_postgres() -> Path:
    """The folder of the programs, or a skip that says what is missing; in CI a failure."""
    missing = missing_for_postgres()
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI must test against the real PostgreSQL, but there is no {missing}")
    if missing:
        pytest.skip(f"needs {missing}")
    return find_binaries()


@contextmanager
def running_postgres(*more_names: str) -> Iterator[Postgres]:
    """A new server with nothing in it; removed at the end. Its certificate is also for `more_names`."""
    with running_server(require_postgres(), Authority("payinfra test CA"), *more_names, settings=SETTINGS) as server:
        yield server
