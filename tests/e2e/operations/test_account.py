"""The account's own stack is operated as an environment's is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.operations.terraform_commands import apply, destroy, drift, plan
from tests.e2e.stacks import SPECS

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("operations")]

STACK, BUCKET = "tap-account-main", "aws_s3_bucket.bucket-terraform-state"


@pytest.fixture
def account(live: Path) -> Iterator[Path]:
    """The shipped spec of an account, in the folder of the live environment; its state goes with it."""
    file = live / "specs/account.yaml"
    shutil.copy(SPECS / "account.yaml", file)
    yield file
    file.unlink()
    for state in live.glob(f"terraform.{STACK}.tfstate*"):
        state.unlink()


def test_an_account_is_planned_applied_guarded_looked_after_and_destroyed(
    account: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert apply("account", None, saved=None, approved=None, allowed=[], reason="") == 0
    capsys.readouterr()
    assert plan("account", None, form="text", out=None, detailed=True) == 0
    assert capsys.readouterr().out == f"{STACK}: nothing to change\n"
    assert drift("account", None, form="text", accept=False) == 0

    text = account.read_text(encoding="utf-8")
    renamed = text.replace("accountName: main", "accountName: main\nstateBucket: { enabled: false }")
    account.write_text(renamed, encoding="utf-8")
    assert apply("account", None, saved=None, approved=None, allowed=[], reason="") == 1
    out, err = capsys.readouterr()
    stopped = [line.split()[0] for line in err.splitlines() if "--allow" in line]
    assert BUCKET in stopped, out + err
    assert "replaces or destroys a store of data" in out

    account.write_text(text, encoding="utf-8")
    assert destroy("account", None, confirmed=STACK, reason="the test is over") == 0
