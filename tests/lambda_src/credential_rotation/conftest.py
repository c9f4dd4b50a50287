"""What the rotation works on. It makes roles, which belong to all databases of a server: hence a server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.lambda_src.credential_rotation.bench import Bench
from tests.support.function_environment import restart_environment
from tests.support.moto_server import MotoServer
from tests.support.postgres import Postgres, running_postgres


@pytest.fixture(scope="package")
def cluster() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="package")
def secrets_manager(moto: MotoServer) -> Iterator[Any]:
    """A client; those that the functions make go to the emulator too."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in moto.variables().items():
            patch.setenv(name, value)
        restart_environment()
        yield moto.client("secretsmanager")
        restart_environment()


@pytest.fixture(scope="package")
def unmigrated(cluster: Postgres) -> str:
    return cluster.new_database()


@pytest.fixture
def bench(cluster: Postgres, unmigrated: str, secrets_manager: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """An empty secret and a database without users, which is not to be migrated: others use it."""
    with _placed(Bench.new(cluster, unmigrated, secrets_manager), monkeypatch) as placed:
        yield placed


@pytest.fixture
def own_bench(cluster: Postgres, secrets_manager: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """An empty secret and a database without users, to be migrated or not."""
    database = cluster.new_database()
    with _placed(Bench.new(cluster, database, secrets_manager), monkeypatch) as placed:
        yield placed
        cluster.drop_database(database)


@contextmanager
def _placed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """With the environment that the infrastructure sets."""
    for name, value in bench.variables().items():
        monkeypatch.setenv(name, value)
    yield bench
    bench.drop_roles()
