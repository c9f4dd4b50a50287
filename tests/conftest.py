"""Fixtures that all tests share."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import settings

from tests.support.distribution import keep_together, slow_first
from tests.support.machine import TEST, share_among_workers, shared_machine
from tests.support.moto_server import MotoServer, running_moto
from tests.support.postgres import Postgres, running_postgres
from tests.support.resource_types import missing_rows
from tests.support.terraform import Terraform

# A machine that others use too is slow for reasons that say nothing about the code.
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")


def pytest_configure(config: pytest.Config) -> None:
    """The order of the tests is that of `slow_first`, not by the number of tests in a file."""
    config.option.loadscopereorder = False
    # As for Terraform that payinfra itself starts.
    os.environ.setdefault("GOGC", "300")
    share_among_workers(config)


def pytest_sessionstart(session: pytest.Session) -> None:
    """What keeps every stack from being built is reported once, and not by each test that needs one."""
    if not hasattr(session.config, "workerinput") and missing_rows():
        pytest.exit(missing_rows(), returncode=1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only where several processes run them: otherwise the order is that of the files."""
    if hasattr(config, "workerinput"):
        keep_together(items)
        slow_first(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test shares the machine, unless it counts under load itself, or waits for stacks that take turns."""
    takes_a_turn = not {"stand", "lifecycles"} & set(getattr(item, "fixturenames", ()))
    with shared_machine(TEST) if takes_a_turn else nullcontext():
        return (yield)


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The real Terraform in a folder of its own."""
    return Terraform(tmp_path_factory.mktemp("terraform"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server. Take a `new_database()` of it: others use it too. Roles belong to all of its databases."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def moto() -> Iterator[MotoServer]:
    """An AWS emulator, for any process. Its state is shared: give things names of your own."""
    with running_moto() as server:
        yield server


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what the tests have counted, wherever they ran."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    counted = [text for report in reports for key, text in getattr(report, "user_properties", ()) if key == "counted"]
    for text in sorted(set(counted)):
        terminalreporter.write_line(text)
