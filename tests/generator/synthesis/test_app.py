"""What cdktf.json runs, as the cdktf command line runs it: by a shell, the output's folder in CDKTF_OUTDIR."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run_app(out: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = json.loads((ROOT / "cdktf.json").read_text())["app"]
    clean = {key: value for key, value in os.environ.items() if key not in ("ENVIRONMENT_SUFFIX", "PAYINFRA_ENV")}
    return subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        env={**clean, "CDKTF_OUTDIR": str(out), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_stack_an_environment_is_written_where_cdktf_wants_it(tmp_path):
    run = run_app(tmp_path, PAYINFRA_ENV="dev")
    assert run.returncode == 0, run.stderr
    assert json.loads((tmp_path / "manifest.json").read_text())["stacks"].keys() == {"tap-stack-dev"}
    assert "Node.js" not in run.stderr


def test_a_suffix_makes_a_copy_of_the_environment_that_is_named(tmp_path):
    run = run_app(tmp_path, PAYINFRA_ENV="dev", ENVIRONMENT_SUFFIX="pr-7")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "stacks" / "tap-stack-pr-7" / "cdk.tf.json").is_file()


def test_a_suffix_without_an_environment_says_what_to_set(tmp_path):
    run = run_app(tmp_path, ENVIRONMENT_SUFFIX="pr-7")
    assert run.returncode == 2
    assert "PAYINFRA_ENV" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_lists_what_this_run_has_made_alone(tmp_path):
    for suffix in ("one", "two"):
        run = run_app(tmp_path, PAYINFRA_ENV="dev", ENVIRONMENT_SUFFIX=suffix)
        assert run.returncode == 0, run.stderr
    assert json.loads((tmp_path / "manifest.json").read_text())["stacks"].keys() == {"tap-stack-two"}


def test_a_stack_that_must_comply_and_does_not_is_refused_here_too(tmp_path):
    spec = tmp_path / "failing.yaml"
    topics = "topics:\n  - name: failed-transactions\n  - name: system-errors\n"
    spec.write_text(f"environmentSuffix: failing\ncompliance: enforce\n{topics}")
    run = run_app(tmp_path / "out", PAYINFRA_ENV=str(spec))
    assert run.returncode == 1
    assert "[C-MON001]" in run.stderr
    assert f"{spec}:5:5: error: topics.system-errors: tap-stack-failing" in run.stderr
    assert not (tmp_path / "out").exists()
