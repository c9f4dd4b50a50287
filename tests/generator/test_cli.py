"""The command line: exit codes, one line a finding, no traceback, nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def payinfra(*arguments: str, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key not in ("ENVIRONMENT_SUFFIX", "PAYINFRA_ENV")}
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_shipped_specs_have_no_errors():
    result = payinfra("validate", *(str(path) for path in sorted((ROOT / "specs").glob("*.yaml"))))
    assert (result.returncode, result.stderr) == (0, "")
    assert "error" not in result.stdout


def test_findings_are_one_line_each_and_exit_1(tmp_path):
    (tmp_path / "env.yaml").write_text("environmentSuffix: x\ncolour: red\ntables: 5\n")
    result = payinfra("validate", "env.yaml", cwd=tmp_path)
    assert result.returncode == 1
    assert [line.split(" ")[0] for line in result.stdout.splitlines()] == ["env.yaml:2:1:", "env.yaml:3:9:"]
    assert result.stdout.splitlines()[0].endswith("[SCH001]")


def test_findings_as_json_have_the_same_parts(tmp_path):
    (tmp_path / "env.yaml").write_text("environmentSuffix: x\ncolour: red\n")
    (finding,) = json.loads(payinfra("validate", "env.yaml", "--format", "json", cwd=tmp_path).stdout)
    assert finding["file"] == "env.yaml"
    assert (finding["line"], finding["column"], finding["path"], finding["code"]) == (2, 1, "colour", "SCH001")


@pytest.mark.parametrize(
    ("sentence", "arguments", "words"),
    [
        ("no command", [], "required"),
        ("an unknown command", ["sinth"], "invalid choice"),
        ("a missing file", ["validate", "nope.yaml"], "there is no file 'nope.yaml'"),
        ("a near environment", ["synth", "stagin"], "did you mean 'staging'?"),
        ("a suffix for three environments", ["synth", "--suffix", "pr-1"], "say which of dev, prod, staging"),
    ],
)
def test_wrong_usage_exits_2_with_one_clear_line(sentence, arguments, words):
    result = payinfra(*arguments)
    assert result.returncode == 2, sentence
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_outside_a_project_it_says_so(tmp_path):
    result = payinfra("validate", cwd=tmp_path)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "no folder 'specs'" in result.stderr


def test_an_escaped_exception_is_one_line_and_exit_3(tmp_path):
    program = (
        "import sys, generator.pipeline as p\n"
        "p.check_files = lambda paths: 1 / 0\n"
        "from generator.cli import main; sys.exit(main(['validate', 'x.yaml'] + sys.argv[1:]))"
    )
    (tmp_path / "x.yaml").write_text("")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr.count("\n")) == (3, 1)
    assert "ZeroDivisionError" in run.stderr
    debug = [sys.executable, "-c", program, "--debug"]
    assert (
        "Traceback" in subprocess.run(debug, cwd=tmp_path, env=env, capture_output=True, text=True, check=False).stderr
    )


def test_a_suffix_that_is_no_name_is_a_finding():
    result = payinfra("synth", "dev", "--suffix", "Not_OK")
    assert result.returncode == 1
    assert "environmentSuffix" in result.stderr


def test_validate_starts_no_node_and_imports_no_cdk():
    program = (
        "import sys, generator.cli as c\n"
        "code = c.main(['validate', 'specs'])\n"
        "assert not {'cdktf', 'jsii', 'generator.engine'} & set(sys.modules), 'the engine was imported'\n"
        "sys.exit(code)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "JSII_NODE": "/nowhere/node"}
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=env, check=False).returncode == 0


def test_validating_the_shipped_specs_takes_a_fraction_of_a_second():
    took = []
    for _ in range(3):
        started = time.perf_counter()
        assert payinfra("validate").returncode == 0
        took.append(time.perf_counter() - started)
    # 0.3 s is the promise; the margin is for a machine that runs other tests at the same moment.
    assert min(took) < 1.5
