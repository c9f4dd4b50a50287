"""One small live stack for all tests of this folder, on emulators of its own, which no other lifecycle keeps busy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]  # boto3 has no types
import pytest

from generator.operations import stack_run
from generator.operations.terraform_commands import apply
from generator.verify.emulators.servers import Emulators
from tests.e2e.operations.emulated import prepare
from tests.e2e.stacks import SPECS
from tests.support.emulators import emulators_for_terraform
from tests.support.machine import STEP, shared_machine

SPEC = """\
extends: base.yaml
environmentSuffix: ops
network:
  nat: none
  onPremises:
    cidrs: [192.168.0.0/16]
database: { readers: { count: 0 } }
tables:
  - name: refunds # what was given back
    hashKey: refundId
    attributes: [{ name: refundId }]
    recoveryDays: 30
functions:
  - name: fraud-detection
    memoryMegabytes: 512
    timeoutSeconds: 20
    logRetentionDays: 545
    deadLetterRetentionDays: 10
"""


def line_of(text: str) -> int:
    """The line of the spec that has a text."""
    assert SPEC.count(text) == 1
    return SPEC[: SPEC.index(text)].count("\n") + 1


@pytest.fixture(scope="session")
def own_emulators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulators]:
    with emulators_for_terraform(tmp_path_factory.mktemp("operated")) as running:
        yield running


@pytest.fixture(scope="session")
def applied(own_emulators: Emulators, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a spec that is applied."""
    project = tmp_path_factory.mktemp("project")
    (project / "specs").mkdir()
    shutil.copy(SPECS / "base.yaml", project / "specs")
    (project / "specs/ops.yaml").write_text(SPEC, encoding="utf-8")
    with _in_front_of(own_emulators, project), shared_machine(STEP, own_emulators.check):
        assert apply("ops", None, saved=None, approved=None, allowed=[], reason="") == 0
    return project


@pytest.fixture
def live(applied: Path, own_emulators: Emulators) -> Iterator[Path]:
    """The folder, for a test that works in it."""
    with _in_front_of(own_emulators, applied):
        yield applied


@contextmanager
def _in_front_of(emulators: Emulators, project: Path) -> Iterator[None]:
    """In a project, with emulators for the account, and a part of the stack for the whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stack_run, "prepare_for_account", prepare)
        for name, value in emulators.variables("us-east-1").items():
            patch.setenv(name, value)
        patch.chdir(project)
        yield


@pytest.fixture
def edited(live: Path) -> Iterator[Callable[[str, str], int]]:
    """Edits the spec; returns the line of the edit; puts everything back."""
    spec = live / "specs/ops.yaml"

    def edit(old: str, new: str) -> int:
        text = spec.read_text(encoding="utf-8")
        assert old in text
        spec.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    yield edit
    spec.write_text(SPEC, encoding="utf-8")


@pytest.fixture
def aws(live: Path) -> Callable[[str], Any]:
    """A client of a service of the emulated account: somebody else's hands."""
    return lambda service: boto3.client(service)
