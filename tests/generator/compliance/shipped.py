"""The stacks of the shipped specs, synthesized once a test process and never judged on the way."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from generator.compliance.report.model import Report
from generator.spec.resolve import resolve_file
from generator.synthesis.compliance_report import compliance_report

SPECS = Path(__file__).parents[3] / "specs"
DAY = "2026-11-24"


@cache
def report(name: str) -> Report:
    return compliance_report(resolve_file(SPECS / f"{name}.yaml"), DAY)


def stack(name: str) -> Any:
    return report(name).document
