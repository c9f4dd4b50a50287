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
# What a report makes of a waiver is shown of staging, which has none, with one NAT gateway for all zones.
WITH_A_WAIVER = {
    "network": {"nat": "single"},
    "waivers": [
        {
            "name": "one-nat",
            "control": "C-AVL002",
            "reason": "Nothing but outbound traffic stops with the one NAT gateway.",
            "expires": "2028-12-31",
        }
    ],
}


@cache
def report(name: str) -> Report:
    return compliance_report(resolve_file(SPECS / f"{name}.yaml"), DAY)


@cache
def waived_report() -> Report:
    return compliance_report(resolve_file(SPECS / "staging.yaml", overrides=WITH_A_WAIVER), DAY)


def stack(name: str) -> Any:
    return report(name).document
