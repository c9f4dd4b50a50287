"""The lock file is that of the provider that is tested."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from generator.aws.provider_lock import LOCK_FILE, lock_for
from generator.synthesis.synthesize import synthesize
from generator.validation.load import load_environment
from generator.verify.terraform_environment import environment_for
from tests.support.terraform import require_terraform

MAIN = """
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}
"""


def lock() -> str:
    text = lock_for("~> 5.100")
    assert text is not None
    return text


def test_it_has_the_digests_of_every_archive_of_the_release_and_of_three_unpacked():
    assert len(set(re.findall(r'"zh:[0-9a-f]{64}"', lock()))) == 15
    assert len(set(re.findall(r'"h1:[\w+/]{43}="', lock()))) == 3


def test_a_spec_that_asks_for_another_provider_gets_none():
    assert lock_for("~> 6.25") is None


def test_it_is_beside_each_stack_and_a_changed_one_stays(tmp_path):
    env = load_environment({"environmentSuffix": "locked"})
    (file,) = synthesize([env], tmp_path / "out", enforce_compliance=False)
    assert (file.parent / LOCK_FILE).read_text(encoding="utf-8") == lock()
    (file.parent / LOCK_FILE).write_text("raised", encoding="utf-8")
    synthesize([env], tmp_path / "out", enforce_compliance=False)
    assert (file.parent / LOCK_FILE).read_text(encoding="utf-8") == "raised"


@pytest.mark.e2e
def test_terraform_takes_the_provider_that_is_here_by_it_and_refuses_another(tmp_path):
    (tmp_path / "main.tf").write_text(MAIN, encoding="utf-8")
    variables = environment_for(tmp_path, {**os.environ, "PAYINFRA_TF_MIRROR": str(require_terraform())})

    def initialized(text: str) -> subprocess.CompletedProcess[str]:
        shutil.rmtree(tmp_path / ".terraform", ignore_errors=True)
        (tmp_path / LOCK_FILE).write_text(text, encoding="utf-8")
        command = ["terraform", "init", "-input=false", "-no-color", "-lockfile=readonly"]
        return subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)

    assert initialized(lock()).returncode == 0
    refused = initialized(lock().replace("h1:edXO", "h1:edXP"))
    assert refused.returncode != 0
    assert "doesn't match any of the" in refused.stderr
