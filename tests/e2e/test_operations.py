"""plan, apply, drift and destroy of a live environment: the real Terraform, on emulators in the place of an account."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3  # type: ignore[import-untyped]  # boto3 has no types
import pytest

from generator.operations import stack_run
from generator.operations.apply_gate import JOURNAL
from generator.operations.commands import apply, destroy, drift, plan
from generator.verify.emulators.servers import Emulators
from generator.verify.stack_folder import prepare_for_account, prepare_for_emulators
from tests.e2e.stacks import SPECS
from tests.support.machine import STEP, shared_machine

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.xdist_group("operations"),
    # Beside other lifecycles the emulators answer so late that the provider asks twice, and finds what it has made.
    pytest.mark.skipif(
        not os.environ.get("PAYINFRA_OPERATIONS"), reason="needs the machine alone: PAYINFRA_OPERATIONS=1"
    ),
]

SPEC = """\
extends: base.yaml
environmentSuffix: ops
network: { nat: none }
database: { readers: { count: 0 } }
tables:
  - name: refunds # what was given back
    hashKey: refundId
    attributes: [{ name: refundId }]
functions:
  - { name: fraud-detection, memoryMegabytes: 512 }
"""
TABLE = "aws_dynamodb_table.table-refunds"


@pytest.fixture(scope="module")
def live(emulators: Emulators, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a spec that is applied. The emulators stand in for the account: no other part is replaced."""
    project = tmp_path_factory.mktemp("project")
    (project / "specs").mkdir()
    shutil.copy(SPECS / "base.yaml", project / "specs")
    (project / "specs/ops.yaml").write_text(SPEC, encoding="utf-8")

    def prepare(folder: Path, here: Path) -> None:
        prepare_for_emulators(folder)
        prepare_for_account(folder, here)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stack_run, "prepare_for_account", prepare)
        for name, value in emulators.variables("us-east-1").items():
            patch.setenv(name, value)
        patch.chdir(project)
        with shared_machine(STEP, emulators.check):
            assert apply("ops", None, saved=None, approved=None, allowed=[], reason="") == 0
        yield project


@pytest.fixture
def edited(live: Path) -> Iterator[Callable[[str, str], int]]:
    """Edits the spec; returns the line of the edit; puts everything back."""
    spec = live / "specs/ops.yaml"

    def edit(old: str, new: str) -> int:
        text = spec.read_text(encoding="utf-8")
        assert old in text
        spec.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    yield edit
    spec.write_text(SPEC, encoding="utf-8")


def test_right_after_an_apply_there_is_nothing_to_change(live: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan("ops", None, form="text", out=None, detailed=True) == 0
    assert capsys.readouterr().out == "tap-stack-ops: nothing to change\n"


def test_a_table_that_would_be_replaced_stops_an_apply_and_is_shown_at_its_line(
    live: Path, edited: Callable[[str, str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    line = edited(
        "hashKey: refundId\n    attributes: [{ name: refundId }]", "hashKey: key\n    attributes: [{ name: key }]"
    )
    assert apply("ops", None, saved=None, approved=None, allowed=[], reason="") == 1
    out, err = capsys.readouterr()
    assert f"-/+ {TABLE}" in out
    assert f"specs/ops.yaml:{line}: tables.refunds.hashKey" in out
    assert f"--allow {TABLE} --reason" in err
    assert not (live / JOURNAL).read_text(encoding="utf-8").count("replace")
    tables = boto3.client("dynamodb").list_tables()["TableNames"]
    description = boto3.client("dynamodb").describe_table(TableName=next(name for name in tables if "refunds" in name))
    assert description["Table"]["KeySchema"] == [{"AttributeName": "refundId", "KeyType": "HASH"}]


def test_a_wider_policy_and_an_open_port_are_told_at_their_lines(
    live: Path, edited: Callable[[str, str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    granted = edited(
        "memoryMegabytes: 512 }", "memoryMegabytes: 512, grants: { tables: [{ name: refunds, access: [readWrite] }] } }"
    )
    edited("network: { nat: none }", "network: { nat: none, onPremises: { cidrs: [192.168.0.0/16] } }")
    assert plan("ops", None, form="json", out=None, detailed=False) == 0
    changes = {one["address"]: one for one in json.loads(capsys.readouterr().out)["changes"]}
    policies = [one for one in changes.values() if one["risk"] == "permission"]
    assert [one["line"] for one in policies if "fraud-detection" in one["address"]] == [granted]
    assert any(one["risk"] == "port" for one in changes.values())


def test_what_is_allowed_is_applied_and_kept_with_its_reason(
    live: Path, edited: Callable[[str, str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    edited("hashKey: refundId\n    attributes: [{ name: refundId }]", "hashKey: key\n    attributes: [{ name: key }]")
    assert apply("ops", None, saved=None, approved=None, allowed=[TABLE], reason="CHG-7: it is empty") == 0
    entry = json.loads((live / JOURNAL).read_text(encoding="utf-8").splitlines()[-1])
    assert (entry["allowed"], entry["reason"], entry["outcome"]) == ([TABLE], "CHG-7: it is empty", "done")


def test_a_saved_plan_is_private_applied_once_and_removed(live: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = live / "ops.tfplan"
    assert plan("ops", None, form="text", out=saved, detailed=True) == 2
    assert saved.stat().st_mode & 0o777 == 0o600
    digest = capsys.readouterr().out.rpartition("sha256:")[2].strip()
    allowed = [TABLE]  # the spec is back as it was: the table changes once more
    assert apply("ops", None, saved=saved, approved=digest, allowed=allowed, reason="as it was") == 0
    assert not saved.exists()


def test_a_plan_that_is_stale_is_refused_in_one_line(
    live: Path, edited: Callable[[str, str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    saved = live / "old.tfplan"
    edited("memoryMegabytes: 512", "memoryMegabytes: 640")
    plan("ops", None, form="text", out=saved, detailed=False)
    assert apply("ops", None, saved=None, approved=None, allowed=[], reason="") == 0
    capsys.readouterr()
    assert apply("ops", None, saved=saved, approved=None, allowed=[], reason="") == 1
    assert "plan again, and have the new plan approved" in capsys.readouterr().err
    edited("memoryMegabytes: 640", "memoryMegabytes: 512")
    assert apply("ops", None, saved=None, approved=None, allowed=[], reason="") == 0
    saved.unlink()


def test_a_lock_that_is_held_is_named_in_one_line(live: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (state,) = live.glob("*.tfstate")
    hold = (
        "import fcntl, sys; file = open(sys.argv[1], 'r+'); fcntl.lockf(file, fcntl.LOCK_EX);"
        "print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(state)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert plan("ops", None, form="text", out=None, detailed=False) == 1
        holder.communicate(b"\n")
    assert "somebody else works on this environment" in capsys.readouterr().err


def test_what_was_changed_outside_is_found_at_the_line_that_declares_it(
    live: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    function = "lambda-fraud-detection-ops"
    boto3.client("lambda").update_function_configuration(FunctionName=function, MemorySize=1024)
    assert drift("ops", None, form="text", accept=False) == 1
    out = capsys.readouterr().out
    line = SPEC[: SPEC.index("memoryMegabytes")].count("\n") + 1
    assert f"specs/ops.yaml:{line}: functions.fraud-detection.memoryMegabytes" in out
    assert "memory_size: 512 -> 1024" in out
    assert drift("ops", None, form="text", accept=True) == 0
    spec = live / "specs/ops.yaml"
    assert spec.read_text(encoding="utf-8") == SPEC.replace("memoryMegabytes: 512", "memoryMegabytes: 1024")
    spec.write_text(SPEC, encoding="utf-8")


def test_an_environment_is_destroyed_only_by_its_name_and_leaves_nothing(
    live: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from generator.diagnostics.usage import UsageError

    with pytest.raises(UsageError, match="--confirm tap-stack-ops"):
        destroy("ops", None, confirmed="ops", reason="")
    assert destroy("ops", None, confirmed="tap-stack-ops", reason="") == 0
    assert boto3.client("dynamodb").list_tables()["TableNames"] == []
    left = [path.name for path in live.iterdir()]
    assert not [name for name in left if name.endswith((".bin", ".tfplan"))]
    assert not list(Path(os.environ.get("TMPDIR", "/tmp")).glob(f"payinfra-verify.{os.getpid()}.*/**/plan.bin"))
