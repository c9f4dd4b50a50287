"""However a stack is made, its bytes are those of the stock bindings, which are as pip installed them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.validation.spec_selection import environment_files
from tests.support.spec_strategies import GENERATED, generated_specs

ROOT = Path(__file__).resolve().parents[3]
BATCH = """
from generator.validation.load import load_environment
from generator.synthesis.synthesize import synthesize
synthesize([load_environment(spec) for spec in specs], Path(out), enforce_compliance=False)
"""
OWN_APP = """
from lib.tap_stack import TapStack
from cdktf import App
from generator.synthesis.backends import stack_name
from generator.validation.load import load_environment
app = App(outdir=out)
for spec in specs:
    TapStack(app, stack_name(load_environment(spec)), spec=spec)
app.synth()
"""
PROGRAM = """
import json, sys
from pathlib import Path
given, out = sys.argv[1:]
specs = json.loads(Path(given).read_text())
{body}
print(sum(name.startswith("cdktf_cdktf_provider_aws.") for name in sys.modules))
"""


def stacks(given_specs: Path, out: Path, body: str, bindings: str = "") -> tuple[dict[str, bytes], int, str]:
    """The bytes of each stack, how many provider modules were imported, and the warnings."""
    env = {**os.environ, "PAYINFRA_BINDINGS": bindings, "PYTHONPATH": str(ROOT)}
    # cdktf that is imported first starts the machine's Node.js, and says when that is too old.
    env["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = "18,20,22"
    command = [sys.executable, "-c", PROGRAM.format(body=body), str(given_specs), str(out)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    files = {path.parent.name: path.read_bytes() for path in out.rglob("cdk.tf.json")}
    return files, int(done.stdout), done.stderr


@pytest.mark.slow
def test_shipped_and_generated_specs_give_the_same_bytes_in_every_way(tmp_path: Path) -> None:
    shipped = [str(path) for path in environment_files([], ROOT / "specs")]
    given_specs = tmp_path / "specs.json"
    given_specs.write_text(json.dumps([*shipped, *generated_specs()]))

    stock_body = f"import cdktf_cdktf_provider_aws\n{BATCH}"
    stock, stock_modules, _ = stacks(given_specs, tmp_path / "stock", stock_body, "stock")
    assert stock_modules > 500, "the stock bindings must have run"
    assert len(stock) >= len(shipped) + GENERATED

    assert stacks(given_specs, tmp_path / "batch", BATCH) == (stock, 0, "")
    assert stacks(given_specs, tmp_path / "own-app", OWN_APP) == (stock, 0, "")
    assert stacks(given_specs, tmp_path / "cdktf-first", f"import cdktf\n{OWN_APP}") == (stock, 0, "")
