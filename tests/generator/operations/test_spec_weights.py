"""Live weights written into a spec, with all else of it as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics.usage_error import UsageError
from generator.operations.spec_weights import agreed_weights, with_weights, write_weights
from generator.validation.load import load_environment
from tests.support.stacks import SPECS

WEIGHTS = {"transaction-processing": {"blue": 40, "green": 60}}

PROD_WEIGHTS = (
    "      weights: {{ blue: {}, green: {} }} # 0 and 100 in phase complete; in between the rollout moves them"
)


def test_two_numbers_change_and_nothing_else():
    before = (SPECS / "prod.yaml").read_text(encoding="utf-8")
    after = with_weights(before, WEIGHTS)
    changed = [(old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]
    assert changed == [(PROD_WEIGHTS.format(100, 0), PROD_WEIGHTS.format(40, 60))]


@pytest.mark.parametrize("name", ["prod", "staging", "dev"])
def test_comments_stay_and_the_spec_says_the_same(name, tmp_path):
    before = (SPECS / f"{name}.yaml").read_text(encoding="utf-8")
    after = with_weights(before, {"payment-validation": {"blue": 0, "green": 100}})
    assert [line.partition("#")[2] for line in after.splitlines() if "#" in line] == [
        line.partition("#")[2] for line in before.splitlines() if "#" in line
    ]
    (tmp_path / "base.yaml").write_text((SPECS / "base.yaml").read_text(encoding="utf-8"))
    file = tmp_path / f"{name}.yaml"
    file.write_text(after)
    target = next(item for item in load_environment(file).load_balancer.targets if item.name == "payment-validation")
    assert (target.weights.blue, target.weights.green) == (0, 100)


def test_a_file_that_says_so_already_is_not_touched(tmp_path):
    file = tmp_path / "one.yaml"
    file.write_text(with_weights("environmentSuffix: one # ours\n", WEIGHTS))
    assert not write_weights(file, WEIGHTS)
    assert write_weights(file, {"transaction-processing": {"blue": 100, "green": 0}})
    assert "# ours" in file.read_text()
    assert [path.name for path in Path(tmp_path).iterdir()] == ["one.yaml"]


def test_rules_of_one_target_must_agree():
    with pytest.raises(UsageError, match="different weights"):
        agreed_weights([("t", {"blue": 100, "green": 0}), ("t", {"blue": 90, "green": 10})])
    assert agreed_weights([("t", {"blue": 1, "green": 99})] * 2) == {"t": {"blue": 1, "green": 99}}
