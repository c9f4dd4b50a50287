"""What the shipped specs show: staging and prod must comply, dev does so, too."""

from __future__ import annotations

import pytest

from generator.compliance.report.text import failures
from tests.generator.compliance.shipped import report

ENVIRONMENTS = ("dev", "prod", "staging")
# Options that a shipped spec does not use: an account may hold one detector only; dev has no NAT.
WITHOUT_EVIDENCE = {"dev": {"C-AUD005", "C-AVL002"}, "prod": {"C-AUD005"}, "staging": {"C-AUD005"}}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_no_control_fails(name):
    assert list(failures(report(name))) == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_control_finds_evidence_but_for_options_that_are_off(name):
    assert {result.control.CODE for result in report(name).results if not result.evidence} == WITHOUT_EVIDENCE[name]


def test_production_needs_no_waiver():
    assert report("prod").exemptions == ()
    assert report("prod").standings["waived"] == 0


def test_stagings_waiver_is_used_and_shown():
    (waiver,) = report("staging").exemptions
    assert (waiver.control, report("staging").used(waiver)) == ("C-AVL002", 2)
    assert [result.control.CODE for result in report("staging").results if result.status == "waived"] == ["C-AVL002"]
