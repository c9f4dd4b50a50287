"""An environment is destroyed only by its name. Runs last: the files of a folder are taken in their order."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.usage_error import UsageError
from generator.operations.terraform_commands import destroy

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("operations")]


def test_an_environment_is_destroyed_only_by_its_name_and_leaves_nothing(
    live: Path, aws: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match="--confirm tap-stack-ops"):
        destroy("ops", None, confirmed="ops", reason="")
    assert destroy("ops", None, confirmed="tap-stack-ops", reason="") == 0
    assert aws("dynamodb").list_tables()["TableNames"] == []
    assert not [path.name for path in live.iterdir() if path.suffix in (".bin", ".tfplan")]
    assert not list(Path(tempfile.gettempdir()).glob(f"payinfra-verify.{os.getpid()}.*/**/plan.bin"))
