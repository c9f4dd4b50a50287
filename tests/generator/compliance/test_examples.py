"""Every control passes its good example and fails its bad one; together they are complete and told apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.compliance import controls
from generator.compliance.controls import CONTROLS
from generator.compliance.stack import Stack
from generator.rules.catalog import rule_infos

CONTROL_MODULES = Path(controls.__file__).parent


WITH_EXAMPLES = [control for control in CONTROLS if hasattr(control, "GOOD") and hasattr(control, "BAD")]


@pytest.mark.parametrize("control", WITH_EXAMPLES, ids=lambda control: control.CODE)
def test_the_good_example_shows_something_and_nothing_against(control):
    found = list(control.check(Stack(control.GOOD)))
    assert found
    assert [item for item in found if not item.ok] == []


@pytest.mark.parametrize("control", WITH_EXAMPLES, ids=lambda control: control.CODE)
def test_the_bad_example_fails(control):
    assert any(not item.ok for item in control.check(Stack(control.BAD)))


def test_every_control_has_a_good_and_a_bad_example():
    lacks = {
        control.CODE: [name for name in ("GOOD", "BAD") if not getattr(control, name, None)] for control in CONTROLS
    }
    assert {code: names for code, names in lacks.items() if names} == {}, "give the smallest stacks that pass and fail"


def test_every_module_is_in_the_list_in_the_order_of_its_code():
    modules = {path.stem for path in CONTROL_MODULES.glob("*.py")} - {"__init__"}
    registered = {control.__name__.rpartition(".")[2] for control in CONTROLS}
    assert modules - registered == set(), "import these in generator/compliance/controls/__init__.py"
    assert registered - modules == set()
    codes = [control.CODE for control in CONTROLS]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"C-[A-Z]{3}\d{3}", code) for code in codes)


def test_no_id_is_both_a_controls_and_a_findings():
    assert {control.CODE for control in CONTROLS} & {about.code for about in rule_infos()} == set()


def test_an_empty_stack_breaks_no_control():
    assert [control.CODE for control in CONTROLS if any(not item.ok for item in control.check(Stack({})))] == [
        "C-OPS002",
        "C-OPS003",
    ]
