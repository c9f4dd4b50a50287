"""What is against comes first in a report, and a tile leads to it."""

from __future__ import annotations

from typing import Any

import pytest

from generator.compliance.report.build import build_report
from generator.compliance.report.documents import as_html
from generator.compliance.report.model import Report
from generator.compliance.report.text import as_text
from generator.spec.resolve import resolve_plain

STACK = b'{"resource": {"aws_ssm_parameter": {"plain": {"type": "String", "name": "/a/dev", "value": "1"}}}}'


@pytest.fixture(scope="module")
def report() -> Report:
    return build_report(resolve_plain({"environmentSuffix": "dev"}).environment, STACK, "2026-01-01")


def test_failed_controls_come_before_all_others(report: Report) -> None:
    statuses = [result.status for result in report.failures_first]
    assert statuses[0] == "failed"
    assert statuses == sorted(statuses, key=["failed", "waived", "no evidence", "passed"].index)
    words = [line.split()[1] for line in as_text(report).splitlines() if line.startswith("C-")]
    assert words[: len(report.failed)] == ["FAIL"] * len(report.failed)


def test_the_tile_of_what_failed_is_red_and_leads_to_the_evidence(report: Report) -> None:
    page = as_html(report)
    assert '<li class="failed"><a href="#failed">' in page
    for result in report.failed:
        assert f'href="#{result.control.CODE}"' in page.partition('id="requirements"')[0]


def test_a_plain_parameter_is_not_a_fault_of_the_protection_of_audit_logs(report: Report) -> None:
    against: dict[str, Any] = {
        verdict.number: [result.control.CODE for result in verdict.results if "parameter" in str(result.failures)]
        for verdict in report.verdicts
    }
    assert against["10.3.2"] == []
    assert [number for number, codes in against.items() if "C-ENC080" in codes]
