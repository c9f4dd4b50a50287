"""However a stack is made, its bytes are those of the stock bindings, which are as pip installed them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.spec_strategies import GENERATED, generated_specs

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import json, sys
from pathlib import Path
from generator.validation.validate import load_environment
from generator.synthesis.synthesize import synthesize
given, out = sys.argv[1:]
synthesize([load_environment(spec) for spec in json.loads(Path(given).read_text())], Path(out), judged=False)
print(sum(name.startswith("cdktf_cdktf_provider_aws.") for name in sys.modules))
"""


def stacks(given_specs: Path, out: Path, bindings: str) -> tuple[dict[str, bytes], int, str]:
    """The bytes of each stack, how many provider modules were imported, and what was said of it."""
    env = {**os.environ, "PAYINFRA_BINDINGS": bindings, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM, str(given_specs), str(out)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    files = {path.parent.name: path.read_bytes() for path in out.rglob("cdk.tf.json")}
    return files, int(done.stdout), done.stderr


@pytest.mark.slow
def test_shipped_and_generated_specs_give_the_same_bytes_in_every_way(tmp_path: Path) -> None:
    shipped = [str(path) for path in sorted((ROOT / "specs").glob("*.yaml")) if path.stem != "base"]
    given_specs = tmp_path / "specs.json"
    given_specs.write_text(json.dumps([*shipped, *generated_specs()]))

    replayed, no_modules, warnings = stacks(given_specs, tmp_path / "replayed", "")
    stock, stock_modules, _ = stacks(given_specs, tmp_path / "stock", "stock")

    assert warnings == ""
    assert no_modules == 0 < 500 < stock_modules, "each run must have had the bindings it was to have"
    assert len(stock) >= len(shipped) + GENERATED
    assert replayed == stock
