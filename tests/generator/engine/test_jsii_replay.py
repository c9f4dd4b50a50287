"""A plan in an app of one's own: by one call of the bundle, or by the stock bindings, of which one line tells why."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.engine import jsii_replay
from generator.engine.bundle import selection
from generator.engine.bundle.cache import PACKAGE, Bundle
from generator.engine.node_process import use_bundled_node

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
{before}
from generator.engine import App, TerraformStack
from generator.engine.jsii_replay import replay
from generator.stack_plan import Scope, aws
app = App(outdir=sys.argv[1])
scope = Scope()
aws.AwsProvider(scope, "aws", region="eu-central-1")
aws.SnsTopic(scope, "topic", name="orders")
replay(scope.plan(), TerraformStack(app, "one"))
app.synth()
print(sum(name.startswith("cdktf_cdktf_provider_aws.") for name in sys.modules))
"""


def run(tmp_path: Path, before: str = "", **variables: str) -> tuple[str, int, list[str]]:
    """The stack of one topic, how many modules of the provider were imported, and the lines on the error stream."""
    out = tmp_path / "out"
    use_bundled_node()
    env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-c", PROGRAM.format(before=before), str(out)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:2000]
    return (out / "stacks" / "one" / "cdk.tf.json").read_text(), int(done.stdout), done.stderr.splitlines()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    stack, modules, warnings = run(tmp_path_factory.mktemp("bundle"))
    assert (modules, warnings) == (0, [])
    assert json.loads(stack)["resource"]["aws_sns_topic"]["topic"]["name"] == "orders"
    return stack


def test_a_program_that_imports_cdktf_first_gets_the_same_in_the_same_way(tmp_path, expected):
    assert run(tmp_path, "import cdktf") == (expected, 0, [])


def test_the_stock_bindings_take_over_where_the_cache_cannot_be_used(tmp_path, expected):
    home = tmp_path / "home"
    home.write_text("no folder, so that nothing can be kept in it")
    without = {"PAYINFRA_CACHE": "", "XDG_CACHE_HOME": "", "HOME": str(home)}
    stack, modules, warnings = run(tmp_path, **without)
    assert_one_warning(warnings, "the cache can't be used")
    assert (stack, modules > 0) == (expected, True)


def test_they_do_as_well_where_the_kernel_does_not_load_the_replay(tmp_path, monkeypatch, capsys):
    (tmp_path / PACKAGE).write_bytes(b"no archive")
    broken = Bundle(folder=tmp_path, digests={PACKAGE: hashlib.sha256(b"no archive").hexdigest()})
    monkeypatch.setattr(selection, "_chosen", [broken])
    use_bundled_node()
    assert jsii_replay._kernel_has_replay.__wrapped__() is False
    assert_one_warning(capsys.readouterr().err.splitlines(), "jsii can't load the replay")
    assert selection.chosen_bundle() is None


def assert_one_warning(warnings: list[str], reason: str) -> None:
    assert len(warnings) == 1, warnings
    assert warnings[0].startswith("payinfra: the stock AWS bindings run")
    assert reason in warnings[0]
