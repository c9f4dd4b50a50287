"""What the shipped specs show: staging and prod must comply, dev does so, too."""

from __future__ import annotations

import pytest

from generator.compliance.report.text import failures
from tests.generator.compliance.shipped import report, waived_report

ENVIRONMENTS = ("dev", "prod", "staging")
# Options that a shipped spec does not use: an account may hold one detector only, and nothing needs a NAT.
WITHOUT_EVIDENCE = {"C-AUD005", "C-AVL002"}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_no_control_fails(name):
    assert list(failures(report(name))) == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_control_finds_evidence_but_for_options_that_are_off(name):
    assert {result.control.CODE for result in report(name).results if not result.evidence} == WITHOUT_EVIDENCE


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_no_shipped_spec_needs_a_waiver_but_for_what_on_premises_keeps(name):
    """Logins and certificates of on-premises are changed there, until the move of production is done."""
    kept = {"prod": {"secret-on-premises-database", "secret-relay-certificates"}}.get(name, set())
    waived = {(waiver.control, waiver.address) for waiver in report(name).exemptions}
    assert waived == {("C-SEC002", f"aws_secretsmanager_secret.{secret}") for secret in kept}
    assert report(name).standings["waived"] == len(waived)


def test_a_waiver_is_used_and_shown():
    (waiver,) = waived_report().exemptions
    assert (waiver.control, waived_report().used(waiver)) == ("C-AVL002", 2)
    assert [result.control.CODE for result in waived_report().results if result.status == "waived"] == ["C-AVL002"]
    assert list(failures(waived_report())) == []
