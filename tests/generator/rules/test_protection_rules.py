"""Rules over protection: production without it is told, and so is a lock that nobody can open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import rule_findings

ALL = {"deletion": True, "finalSnapshot": True, "bucketContents": True}
LOCKED = {"buckets": [{"name": "audit", "objectLock": {"mode": "COMPLIANCE", "days": 400}}]}

CASES: list[tuple[str, dict[str, Any], tuple[str, str, str]]] = [
    (
        "production that a destroy takes away whole",
        {"production": True},
        ("PRO060", "protection", "set 'deletion: true', 'finalSnapshot: true', 'bucketContents: true'"),
    ),
    (
        "production whose buckets are emptied",
        {"production": True, "protection": {**ALL, "bucketContents": False}},
        ("PRO060", "protection", "set 'bucketContents: true' once"),
    ),
    (
        "a lock for good in an environment of a test",
        LOCKED,
        ("PRO061", "buckets[0].objectLock.mode", "for 400 days: set GOVERNANCE, or 'production: true'"),
    ),
]


def faults(spec: dict[str, Any]) -> list[Any]:
    return [found for found in rule_findings(spec) if found.code.startswith("PRO")]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_may_be_lost_is_a_warning_at_its_field(sentence, spec, expected):
    code, path, words = expected
    (finding,) = faults(spec)
    assert (finding.code, str(finding.pointer), finding.level) == (code, path, "warning")
    assert words in finding.message


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"production": True, "protection": ALL},
        {
            "production": True,
            "protection": {"bucketContents": True},
            "database": {"deletionProtection": True, "finalSnapshot": True},
        },
        {"production": True, "protection": ALL, **LOCKED},
    ],
)
def test_what_is_right_passes_without_a_word(spec):
    assert faults(spec) == []
