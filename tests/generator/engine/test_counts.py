"""What a run costs, in counts that are the same on every machine: processes, imported modules, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from generator.engine.node_process import use_bundled_node

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import json, sys
from pathlib import Path
from generator.validation.load import load_environment
from generator.synthesis.synthesize import synthesize
(file,) = synthesize([load_environment(Path("specs/prod.yaml"))], Path(sys.argv[1]))
from generator.engine.node_session import NODE
messages = NODE.client.sent
modules = [name for name in sys.modules if name.startswith("cdktf_cdktf_provider_aws.") and name.count(".") == 1]
print(json.dumps({"file": str(file), "messages": messages, "provider": len(modules)}))
"""


def counts(folder: Path) -> dict[str, Any]:
    """The counts of one synthesis of the production stack."""
    use_bundled_node()
    started, node = folder / "started", folder / "node"
    # For a program that is new here, a snapshot is built first.
    counting = f'case "$*" in *--build-snapshot*) ;; *) echo one >> {started} ;; esac'
    node.write_text(f'#!/bin/sh\n{counting}\nexec {os.environ["JSII_NODE"]} "$@"\n')
    node.chmod(0o755)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "JSII_NODE": str(node)}
    command = [sys.executable, "-c", PROGRAM, str(folder / "out")]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:2000]
    counted: dict[str, Any] = json.loads(done.stdout)
    stack = json.loads(Path(counted["file"]).read_text(encoding="utf-8"))
    counted["types"] = len(stack["resource"]) + len(stack["data"])
    counted["resources"] = sum(map(len, stack["resource"].values()))
    counted["nodes"] = len(started.read_text().splitlines())
    return counted


def test_a_synthesis_takes_one_node_one_message_and_no_module_of_the_provider(tmp_path):
    counted = counts(tmp_path)
    assert counted["resources"] > 200
    assert (counted["nodes"], counted["messages"], counted["provider"]) == (1, 1, 0)


def test_validating_imports_neither_the_cdk_nor_what_checks_formats():
    program = (
        "import sys; from generator.cli.main import main; code = main(['validate', 'specs/prod.yaml', '--force']);"
        "print(sorted({'jsii', 'cdktf', 'generator.engine', 'generator.builders', 'jinja2', 'rfc3987_syntax', 'idna'}"
        " & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert done.stderr == "[]\n"
