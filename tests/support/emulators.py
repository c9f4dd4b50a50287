"""The AWS emulators for tests: without their environment (`make emulators`) the tests skip, but never in CI."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.verify.emulators.servers import Emulators, find_python, running_emulators
from generator.verify.errors import CannotVerify
from generator.verify.terraform_environment import MIRROR_VARIABLE
from tests.support.terraform import require_terraform


def require_emulators() -> str:
    """The Python that runs the emulators, or a skip that says what is missing; in CI a failure."""
    try:
        return find_python()
    except CannotVerify as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@contextmanager
def emulators_for_terraform(folder: Path) -> Iterator[Emulators]:
    """A pair of emulators, beside a Terraform that finds its provider in the mirror of this machine."""
    os.environ[MIRROR_VARIABLE] = str(require_terraform())
    require_emulators()
    with running_emulators(folder) as running:
        yield running
