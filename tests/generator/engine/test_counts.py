"""What a run costs, in counts that are the same on every machine: processes, imported modules, calls a resource."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.engine.node import use_bundled_node

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import json, sys
from pathlib import Path
from generator.pipeline import load_environment
from generator.synth import synthesize
(file,) = synthesize([load_environment(Path("specs/prod.yaml"))], Path(sys.argv[1]))
import jsii._runtime
channel = jsii._runtime.kernel.provider._process
modules = [name for name in sys.modules if name.startswith("cdktf_cdktf_provider_aws.") and name.count(".") == 1]
print(json.dumps({"file": str(file), "calls": channel.posted, "provider": len(modules), "modules": len(sys.modules)}))
"""


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """The counts of one synthesis of the production stack."""
    folder = tmp_path_factory.mktemp("counts")
    use_bundled_node()
    started = folder / "started"
    node = folder / "node"
    node.write_text(f'#!/bin/sh\necho one >> {started}\nexec {os.environ["JSII_NODE"]} "$@"\n')
    node.chmod(0o755)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "JSII_NODE": str(node)}
    command = [sys.executable, "-c", PROGRAM, str(folder / "out")]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:2000]
    counts = json.loads(done.stdout)
    stack = json.loads(Path(counts["file"]).read_text(encoding="utf-8"))
    counts["types"] = len(stack["resource"]) + len(stack["data"])
    counts["resources"] = sum(map(len, stack["resource"].values()))
    counts["nodes"] = len(started.read_text().splitlines())
    return counts


def test_one_node_process_is_started(counted):
    assert counted["nodes"] == 1


def test_of_the_provider_only_the_modules_of_the_resources_in_the_stack_are_imported(counted):
    # One module a type, the provider's own, and the one that loads the assembly.
    assert counted["provider"] <= counted["types"] + 2


def test_a_resource_costs_three_calls_to_node_at_most(counted):
    assert counted["resources"] > 200
    assert counted["calls"] <= 3 * counted["resources"]


def test_validating_imports_neither_the_cdk_nor_what_checks_formats():
    program = (
        "import sys; from generator.cli import main; code = main(['validate', 'specs/prod.yaml', '--force']);"
        "print(sorted({'jsii', 'cdktf', 'generator.engine', 'generator.builders', 'jinja2', 'rfc3987_syntax', 'idna'}"
        " & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert done.stderr == "[]\n"
