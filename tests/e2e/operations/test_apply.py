"""plan and apply of a live environment with the real Terraform, and what stops them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.operations.apply_gate import JOURNAL
from generator.operations.terraform_commands import apply, plan

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("operations")]

Edit = Callable[[str, str], int]
TABLE = "aws_dynamodb_table.table-refunds"
KEY = "hashKey: refundId\n    attributes: [{ name: refundId }]"
OTHER_KEY = "hashKey: key\n    attributes: [{ name: key }]"


def test_right_after_an_apply_there_is_nothing_to_change(live: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan("ops", None, form="text", out=None, detailed=True) == 0
    assert capsys.readouterr().out == "tap-stack-ops: nothing to change\n"


def test_a_replaced_table_an_opened_port_and_a_wider_policy_stop_an_apply_each_shown_at_its_line(
    live: Path, edited: Edit, aws: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    replaced = edited(KEY, OTHER_KEY)
    opened = edited("cidrs: [192.168.0.0/16]", "cidrs: [192.168.0.0/16, 172.20.0.0/14]")
    granted = edited("timeoutSeconds: 20", "timeoutSeconds: 20\n    grants: { parameters: [{ name: payment/limits }] }")
    assert apply("ops", None, saved=None, approved=None, allowed=[], reason="") == 1
    out, err = capsys.readouterr()
    assert f"-/+ {TABLE}" in out
    assert f"specs/ops.yaml:{replaced}: tables.refunds.hashKey" in out
    stopped = {line.split()[0]: line for line in err.splitlines() if "--allow" in line}
    assert f"specs/ops.yaml:{replaced}:" in stopped[TABLE]
    rule = stopped["aws_vpc_security_group_ingress_rule.api-endpoint-ingress-172-20-0-0_14"]
    assert f"opens a port (specs/ops.yaml:{opened}:" in rule
    policy = stopped["aws_iam_role_policy.role-lambda-fraud-detection-policy"]
    assert f"widens a permission (specs/ops.yaml:{granted + 1}:" in policy
    assert "replace" not in (live / JOURNAL).read_text(encoding="utf-8")
    description = aws("dynamodb").describe_table(TableName="table-refunds-ops")
    assert description["Table"]["KeySchema"] == [{"AttributeName": "refundId", "KeyType": "HASH"}]
