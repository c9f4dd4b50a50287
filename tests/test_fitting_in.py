"""What other tools read: hooks of pre-commit, a workflow of GitHub, settings of VS Code, and the wheel."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli.main import full_parser
from generator.diagnostics.findings import Finding, Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.file_kinds import describes_account

ROOT = Path(__file__).resolve().parents[1]
WORKFLOW = ROOT / "examples" / "github-actions.yml"


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def accepted(command: str) -> bool:
    """Whether the command line takes these words."""
    words = [word for word in shlex.split(command) if not word.startswith((">", "|"))]
    try:
        full_parser().parse_args(words[1:])
    except SystemExit:
        return False
    return True


@pytest.mark.parametrize("hook", loaded(".pre-commit-hooks.yaml"), ids=lambda hook: hook["id"])
def test_a_hook_for_other_repositories_runs_a_command_that_exists_on_specs_only(hook):
    assert accepted(f"{hook['entry']} specs/dev.yaml")
    assert hook["language"] == "python"
    chosen = [
        path
        for path in ("specs/dev.yaml", "infra/specs/a/b.yml", "docs/specs.md", "x.yaml")
        if re.search(hook["files"], path)
    ]
    assert chosen == ["specs/dev.yaml", "infra/specs/a/b.yml"]


def test_hooks_of_this_repository_need_nothing_from_github():
    config = loaded(".pre-commit-config.yaml")
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    hooks = {hook["id"]: hook for hook in config["repos"][0]["hooks"]}
    assert accepted(hooks["payinfra-validate"]["entry"] + " specs/dev.yaml")


def test_check_jsonschema_is_the_same_in_hooks_and_tests():
    (pinned,) = loaded(".pre-commit-config.yaml")["repos"][0]["hooks"][0]["additional_dependencies"]
    locked = (ROOT / "requirements" / "test.txt").read_text(encoding="utf-8")
    assert f"{pinned} " in locked or f"{pinned}\\" in locked.replace(" ", "")


def test_the_workflow_fits_the_schema_of_github():
    tool = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(WORKFLOW)]
    assert subprocess.run(tool, capture_output=True, text=True, check=False).returncode == 0


def test_every_command_of_the_workflow_exists():
    text = WORKFLOW.read_text(encoding="utf-8")
    commands = re.findall(r"payinfra (?:validate|synth|diff|affected)[^\n)|>]*", text)
    assert len(commands) >= 5
    assert [command for command in commands if not accepted(re.sub(r"\$\w+", "x", command).rstrip())] == []


def test_vs_code_has_the_schema_for_specs_and_reads_findings():
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    (path,) = settings["yaml.schemas"]
    assert (ROOT / path).resolve() == (schema.FOLDER / schema.ROOT).resolve()
    (task,) = json.loads((ROOT / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    for code in ("NET001", "C-NET001"):
        at, location = SpecPath(("network", "cidr")), Location("specs/dev.yaml", 3, 9)
        match = re.match(pattern["regexp"], str(Finding(code, at, "wrong [x]", location=location)))
        assert match is not None
        assert [match[pattern[part]] for part in ("file", "line", "column", "code")] == [
            "specs/dev.yaml",
            "3",
            "9",
            code,
        ]


@pytest.mark.parametrize("file", sorted((ROOT / "specs").glob("*.yaml")), ids=lambda file: file.name)
def test_each_spec_leads_editors_to_the_schema(file):
    first = file.read_text(encoding="utf-8").splitlines()[0]
    reference = first.removeprefix("# yaml-language-server: $schema=")
    root = schema.ACCOUNT_ROOT if describes_account(file) else schema.ROOT
    assert (file.parent / reference).resolve() == (schema.FOLDER / root).resolve()


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the project's files are those that git knows")
def test_the_wheel_carries_every_file_of_the_packages(tmp_path):
    build = "from setuptools.build_meta import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    subprocess.run(
        ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(tmp_path / "clone")],
        check=True,
        capture_output=True,
    )
    run = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=tmp_path / "clone", capture_output=True, text=True, check=True
    )
    names = set(zipfile.ZipFile(tmp_path / run.stdout.splitlines()[-1]).namelist())
    listed = ["git", "ls-files", "generator", "lambda_src", "lib", "schemas"]
    tracked = subprocess.run(listed, cwd=tmp_path / "clone", capture_output=True, text=True, check=True)
    assert {"generator/engine/replay.js", "schemas/tables.schema.json"} <= set(tracked.stdout.split())
    installed = {name if name.startswith("generator/") else f"generator/{name}" for name in tracked.stdout.split()}
    assert installed - names == set()
    assert not any(name.startswith(("tests/", "cdktf.out/", ".venv/")) for name in names)
