"""The page about findings is the one that the rules and the cases give."""

from __future__ import annotations

import re

from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.rules import RULES
from generator.rules.catalog import rule_infos
from scripts.findings_reference import HEADINGS, PAGE, page


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make reference`"


def test_every_id_has_an_anchor_that_findings_lead_to():
    anchors = {f"#{heading.lower()}" for heading in re.findall(r"^### (\S+)$", page(), re.MULTILINE)}
    codes = [about.code for about in rule_infos()]
    assert len(codes) == len(set(codes))
    assert {rule.CODE for rule in RULES} < set(codes)
    assert {Finding(code, SpecPath(), "").reference.partition("#")[2] for code in codes} == {a[1:] for a in anchors}


def test_every_kind_of_finding_has_a_heading():
    kinds = {about.code[:3] for about in rule_infos()}
    assert kinds == set(HEADINGS), "a heading for each kind, and no other: in scripts/findings_reference.py"


def test_every_id_says_why_it_matters():
    silent = [about.code for about in rule_infos() if len(about.why) < 20]
    assert silent == [], "say it in the docstring of the rule's module, or in WHY of a row"
