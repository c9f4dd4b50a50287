"""The lifecycle of a stack on emulators: here Terraform is a script, so that its answers can be chosen."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any, cast

import pytest

from generator.verify import lifecycle as verification
from generator.verify import terraform
from generator.verify.emulators.state_server import StateServer
from generator.verify.errors import StepFailed

GONE = "operation error DynamoDB: DeleteTable, ResourceNotFoundException: Requested resource not found"


@pytest.fixture
def lifecycle(tmp_path, monkeypatch):
    """A lifecycle whose first destroy fails with an error; a second would leave nothing."""

    def of(error: str) -> verification.LifecycleRun:
        diagnostic = {
            "type": "diagnostic",
            "diagnostic": {"severity": "error", "summary": "deleting it", "detail": error},
        }
        program = tmp_path / "program"
        program.write_text(
            '#!/bin/sh\necho "$@" >> calls\n'
            "test -e tried && exit 0\ntouch tried\n"
            f"echo '{json.dumps(diagnostic)}'\nexit 1\n"
        )
        program.chmod(0o755)
        (tmp_path / "cdk.tf.json").write_text(json.dumps({"provider": {"aws": [{"region": "us-east-1"}]}}))
        monkeypatch.setattr(terraform, "executable", lambda: str(program))
        monkeypatch.setattr(verification, "emulated_environment", lambda *_: {"PATH": "/usr/bin:/bin"})
        emulators = SimpleNamespace(
            check=lambda: None, logged_errors=lambda: (), resources=lambda _: (), states=StateServer({}, 0)
        )
        monkeypatch.setattr(verification, "leftovers", lambda *_: [])
        monkeypatch.setattr(verification, "_suffix", lambda _: "it")
        made = verification.LifecycleRun(tmp_path, cast(Any, emulators), lambda text: None)
        made.terraform.program = str(program)
        made.result.applied = 3
        return made

    return of


@pytest.mark.parametrize("error", [GONE, "AccessDenied: no"])
def test_a_destroy_that_is_refused_ends_it_and_is_not_tried_again(lifecycle, tmp_path, error):
    with pytest.raises(StepFailed, match=re.escape(error)):
        lifecycle(error).destroy()
    assert len((tmp_path / "calls").read_text().splitlines()) == 1
