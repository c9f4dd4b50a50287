"""Two servers for all tests of replication, and a world for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.rehearsal.certificates import Authority
from generator.rehearsal.postgres import REPLICATING, Postgres, running_postgres
from tests.lambda_src.database_replication.world import World, new_world
from tests.support.postgres import require_postgres

SETTINGS = {**REPLICATING, "log_statement": "all"}


@pytest.fixture(scope="package")
def servers() -> Iterator[tuple[Postgres, Postgres]]:
    """On-premises and Aurora. The servers run as another user, who can't look into this one's home."""
    authority = Authority("payinfra test CA")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", "/")
        folder: Path = require_postgres()
        source, target = (running_postgres(folder, authority, settings=SETTINGS) for _ in range(2))
        with source as on_premises, target as aurora:
            yield on_premises, aurora


@pytest.fixture
def world(servers: tuple[Postgres, Postgres], request: pytest.FixtureRequest) -> Iterator[World]:
    """Databases of a test's own."""
    with new_world(*servers, getattr(request, "param", {})) as made:
        yield made
