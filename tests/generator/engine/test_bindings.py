"""What happens where cut-down bindings can't be used: the stock ones run, and one line says why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.engine.bindings import selection as bindings
from generator.engine.node_process import use_bundled_node

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
SETUP = """
import sys
{before}
from generator.engine import App, TerraformStack, aws
app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "one")
aws.AwsProvider(stack, "aws", region="eu-central-1")
aws.SnsTopic(stack, "topic", name="orders")
app.synth()
"""


def run(tmp_path: Path, before: str = "", **variables: str) -> tuple[str, list[str]]:
    """The stack of one topic, and the lines on the error stream."""
    out = tmp_path / "out"
    use_bundled_node()
    env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-c", SETUP.format(before=before), str(out)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:2000]
    return (out / "stacks" / "one" / "cdk.tf.json").read_text(), done.stderr.splitlines()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    stack, said = run(tmp_path_factory.mktemp("cut-down"))
    assert said == []
    assert json.loads(stack)["resource"]["aws_sns_topic"]["topic"]["name"] == "orders"
    return stack


def test_the_stock_bindings_take_over_where_the_cache_cannot_be_used(tmp_path, expected):
    home = tmp_path / "home"
    home.write_text("no folder, so that nothing can be kept in it")
    without = {"PAYINFRA_CACHE": "", "XDG_CACHE_HOME": "", "HOME": str(home)}
    stack, said = run(tmp_path, **without)
    assert_one_warning(said, "the cache can't be used")
    assert stack == expected


def test_a_runtime_that_the_user_names_leads_there_as_well(monkeypatch, capsys):
    monkeypatch.setenv("JSII_RUNTIME", "/usr/lib/jsii/runtime.js")
    monkeypatch.setattr(bindings, "_chosen", [])
    assert bindings.chosen_copy() is bindings.chosen_copy() is None
    assert_one_warning(capsys.readouterr().err.splitlines(), "JSII_RUNTIME names another runtime")


def test_a_program_that_imports_cdktf_first_gets_the_cut_down_provider_too(tmp_path, expected):
    stack, said = run(tmp_path, "import cdktf")
    assert said == []
    assert stack == expected


def assert_one_warning(said: list[str], reason: str) -> None:
    assert len(said) == 1, said
    assert said[0].startswith("payinfra: the stock AWS bindings run")
    assert reason in said[0]
