"""The lifecycle of a stack on emulators: here Terraform is a script, so that its answers can be chosen."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest

from generator.verify import terraform, verification
from generator.verify.emulators.override import STATE_FILE
from generator.verify.problems import StepFailed

GONE = "operation error DynamoDB: DeleteTable, ResourceNotFoundException: Requested resource not found"


@pytest.fixture
def lifecycle(tmp_path, monkeypatch):
    """A lifecycle whose first destroy fails with an error, and whose second leaves nothing."""

    def of(error: str) -> verification.LifecycleRun:
        diagnostic = {
            "type": "diagnostic",
            "diagnostic": {"severity": "error", "summary": "deleting it", "detail": error},
        }
        program = tmp_path / "program"
        program.write_text(
            '#!/bin/sh\necho "$@" >> calls\n'
            f"if test -e tried; then echo '{{}}' > {STATE_FILE}; exit 0; fi\ntouch tried\n"
            f"echo '{json.dumps(diagnostic)}'\nexit 1\n"
        )
        program.chmod(0o755)
        (tmp_path / "cdk.tf.json").write_text(json.dumps({"provider": {"aws": [{"region": "us-east-1"}]}}))
        monkeypatch.setattr(terraform, "executable", lambda: str(program))
        monkeypatch.setattr(verification, "emulated_environment", lambda *_: {"PATH": "/usr/bin:/bin"})
        emulators = SimpleNamespace(check=lambda: None, logged_errors=lambda: (), resources=lambda _: ())
        monkeypatch.setattr(verification, "leftovers", lambda *_: [])
        monkeypatch.setattr(verification, "_suffix", lambda _: "it")
        made = verification.LifecycleRun(tmp_path, cast(Any, emulators), lambda text: None)
        made.terraform.program = str(program)
        made.result.applied = 3
        return made

    return of


def test_a_deletion_whose_answer_was_lost_is_asked_for_again_with_a_refresh(lifecycle, tmp_path):
    run = lifecycle(GONE)
    run.destroy()
    first, second = (tmp_path / "calls").read_text().splitlines()
    assert "-refresh=false" in first
    assert "-refresh=true" in second
    assert (run.result.destroyed, run.result.faults) == (3, [])


def test_any_other_refusal_of_a_destroy_ends_it(lifecycle, tmp_path):
    with pytest.raises(StepFailed, match="AccessDenied"):
        lifecycle("AccessDenied: no").destroy()
    assert len((tmp_path / "calls").read_text().splitlines()) == 1
