"""Every control passes its good example and fails its bad one; together they are complete and told apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.compliance import controls
from generator.compliance.controls import CONTROLS
from generator.compliance.stack import Stack

CONTROL_MODULES = Path(controls.__file__).parent


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.CODE)
def test_the_good_example_shows_something_and_nothing_against(control):
    found = list(control.check(Stack(control.GOOD)))
    assert found
    assert [item for item in found if not item.ok] == []


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.CODE)
def test_the_bad_example_fails(control):
    assert any(not item.ok for item in control.check(Stack(control.BAD)))


def test_every_module_is_in_the_list_in_the_order_of_its_code():
    modules = {path.stem for path in CONTROL_MODULES.glob("*.py")} - {"__init__"}
    assert {control.__name__.rpartition(".")[2] for control in CONTROLS} == modules
    codes = [control.CODE for control in CONTROLS]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"[A-Z]{3}\d{3}", code) for code in codes)


def test_an_empty_stack_breaks_no_control():
    assert [control.CODE for control in CONTROLS if any(not item.ok for item in control.check(Stack({})))] == [
        "OPS002",
        "OPS003",
    ]
