"""What the shipped workflows run, run: plan, approval, apply and drift, in front of the emulated account.

The storage of plans between jobs is a bucket of the emulators; `aws` is a stand-in of a few lines for the two commands
that are used, as the command line of AWS is not among what the tests install.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.operations.apply_gate import JOURNAL
from tests.support.workflows import github_steps, gitlab_lines

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("operations")]

ROOT = Path(__file__).resolve().parents[3]
Edit = Callable[[str, str], int]
PAYINFRA = """#!/bin/sh
exec {python} -m tests.e2e.operations.emulated "$@"
"""
AWS = """#!{python}
import sys, boto3, pathlib
verb, source, target = sys.argv[2:5]
s3 = boto3.client("s3")
url = source if source.startswith("s3:") else target
bucket, _, key = url.removeprefix("s3://").partition("/")
if url == source:
    pathlib.Path(target).write_bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    s3.delete_object(Bucket=bucket, Key=key)
else:
    s3.put_object(Bucket=bucket, Key=key, Body=pathlib.Path(source).read_bytes())
"""


@pytest.fixture
def runner(live: Path, aws: Callable[[str], Any], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables of a runner: `payinfra` and `aws` are on its PATH, and the bucket for plans is there."""
    for name, text in (("payinfra", PAYINFRA), ("aws", AWS)):
        (tmp_path / name).write_text(text.format(python=sys.executable), encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    aws("s3").create_bucket(Bucket="plans-of-tests")
    yield {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "ENVIRONMENT": "ops",
        "STATE_BUCKET": "plans-of-tests",
        "GITHUB_SHA": "abc",
        "CI_COMMIT_SHA": "def",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "ALLOW": "",
        "REASON": "",
    }
    for left in aws("s3").list_objects_v2(Bucket="plans-of-tests").get("Contents", ()):
        aws("s3").delete_object(Bucket="plans-of-tests", Key=left["Key"])
    aws("s3").delete_bucket(Bucket="plans-of-tests")
    for name in ("plan.tfplan", "plan.env", "kept"):
        (live / name).unlink(missing_ok=True)


def test_the_jobs_of_github_plan_apply_what_was_approved_and_find_no_drift(
    live: Path, edited: Edit, runner: dict[str, str]
) -> None:
    edited("memoryMegabytes: 512", "memoryMegabytes: 704")
    for step in github_steps("plan"):
        _run(live, _filled(step["run"], runner), runner)
    assert "-> 704" in Path(runner["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    name, _, digest = Path(runner["GITHUB_OUTPUT"]).read_text(encoding="utf-8").strip().partition("=")
    assert name == "digest"
    assert (live / "plan.tfplan").stat().st_mode & 0o777 == 0o600
    (live / "plan.tfplan").unlink()  # another runner has nothing of the first
    for step in github_steps("apply"):
        assert "apply done" in _run(live, _filled(step["run"], runner), {**runner, "DIGEST": digest})
    assert not (live / "plan.tfplan").exists()
    for step in github_steps("drift"):
        assert "0 drifted" in _run(live, step["run"], runner)


def test_the_jobs_of_gitlab_stop_at_a_risk_that_nobody_allowed_and_go_on_where_somebody_did(
    live: Path, edited: Edit, runner: dict[str, str]
) -> None:
    edited("cidrs: [192.168.0.0/16]", "cidrs: [192.168.0.0/16, 172.24.0.0/14]")
    _run(live, "\n".join(gitlab_lines("plan")), runner, shell="sh")
    name, _, digest = (live / "plan.env").read_text(encoding="utf-8").strip().partition("=")
    variables = {**runner, name: digest}
    script = "\n".join(gitlab_lines("apply"))
    copy = f"cp {live}/kept {live}/plan.tfplan"
    fetched, applied = script.split("\n", 1)
    _run(live, f"{fetched}\ncp plan.tfplan kept", variables, shell="sh")
    told = _run(live, applied, variables, shell="sh", code=1)
    rule = "aws_vpc_security_group_ingress_rule.api-endpoint-ingress-172-24-0-0_14"
    assert f"--allow {rule}" in told
    allowed = {**variables, "ALLOW": rule, "REASON": "a new branch"}
    assert "apply done" in _run(live, f"{copy}\n{applied}", allowed, shell="sh")
    entry = json.loads((live / JOURNAL).read_text(encoding="utf-8").splitlines()[-1])
    assert (entry["allowed"], entry["reason"], entry["outcome"]) == ([rule], "a new branch", "done")


def _run(folder: Path, script: str, variables: dict[str, str], *, shell: str = "bash", code: int = 0) -> str:
    """Run a script as runners do: it ends at the first line that fails."""
    options = ["-e", "-o", "pipefail"] if shell == "bash" else ["-e"]
    done = subprocess.run(
        [shell, *options, "-c", f"umask 077\n{script}"],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def _filled(script: str, variables: dict[str, str]) -> str:
    return script.replace("${{ vars.STATE_BUCKET }}", variables["STATE_BUCKET"])
