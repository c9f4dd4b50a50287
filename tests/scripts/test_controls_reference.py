"""The page about controls is the one that the controls give."""

from __future__ import annotations

import re

from generator.compliance.controls import CONTROLS
from generator.diagnostics.findings import reference_anchor
from scripts.controls_reference import HEADINGS, IDS, PAGE, ids, page


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make reference`"


def test_waivers_know_every_control():
    assert IDS.read_text(encoding="utf-8") == ids(), "run `make reference`"


def test_every_control_has_an_anchor_that_its_failures_lead_to():
    anchors = [heading.lower() for heading in re.findall(r"^### (\S+)$", page(), re.MULTILINE)]
    assert anchors == [reference_anchor(control.CODE).partition("#")[2] for control in CONTROLS]


def test_every_kind_of_control_has_a_heading():
    kinds = {control.CODE[2:5] for control in CONTROLS}
    assert kinds == set(HEADINGS), "a heading for each kind, and no other: in scripts/controls_reference.py"


def test_every_control_says_why_it_matters():
    silent = [control.CODE for control in CONTROLS if len(control.__doc__ or "") < 20]
    assert silent == [], "say it in the docstring of the control's module"
