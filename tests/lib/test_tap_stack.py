"""TapStack in a small cdktf app of one's own, as the deliverable asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.diagnostics.findings import SpecError
from generator.validation.load import load_environment
from lib.tap_stack import TapStack

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
from cdktf import App
from lib.tap_stack import TapStack

app = App()
TapStack(app, "mine", environment_suffix="qa")
TapStack(
    app,
    "other",
    environment_suffix="qb",
    aws_region="eu-west-1",
    default_tags={"Team": "x"},
    state_bucket="tf-state-x",
    state_bucket_region="eu-west-1",
)
app.synth()
"""


def test_a_python_app_with_nothing_but_a_suffix_gets_the_whole_stack(tmp_path):
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    mine, other = (
        json.loads((tmp_path / "cdktf.out" / "stacks" / name / "cdk.tf.json").read_text()) for name in ("mine", "other")
    )
    assert mine["resource"]["aws_dynamodb_table"]["table-transactions"]["name"] == "table-transactions-qa"
    assert other["provider"]["aws"][0]["region"] == "eu-west-1"
    assert other["provider"]["aws"][0]["default_tags"][0]["tags"]["Team"] == "x"
    assert other["terraform"]["backend"]["s3"]["bucket"] == "tf-state-x"
    assert other["terraform"]["backend"]["s3"]["key"] == "payinfra/tap-stack-qb/terraform.tfstate"


def test_a_wrong_spec_is_an_error_with_findings():
    with pytest.raises(SpecError, match="unknown key 'tabels'"):
        load_environment({"environmentSuffix": "qa", "tabels": []})


def test_without_a_suffix_it_says_what_is_missing():
    with pytest.raises(SpecError, match="'environmentSuffix' is missing"):
        load_environment({})


def test_it_is_a_cdktf_stack():
    assert TapStack.__mro__[1].__name__ == "TerraformStack"
