"""Rules over the stack as a whole: its provider, its state, its tags."""

from __future__ import annotations

from typing import Any

import pytest

from generator.aws.version_constraints import allowed_range, malformed_part
from tests.support.stacks import rule_findings

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-a6ef-1234567890ab"


def provider(constraint: str) -> dict[str, Any]:
    return {"providerVersion": constraint}


CASES = [
    ("a provider that is too old", provider("~> 4.67"), ("PRV080", "providerVersion", "which the stack needs")),
    ("one version below", provider("< 5.100"), ("PRV080", "providerVersion", "write '>= 5.100, < 7'")),
    ("a constraint that nothing meets", provider(">= 7.0, < 6.0"), ("PRV080", "providerVersion", "no version meets")),
    ("a version that is excluded again", provider("= 6.1, != 6.1"), ("PRV080", "providerVersion", "no version meets")),
    ("two signs", provider(">>5"), ("PRV080", "providerVersion", "'>>5' is no constraint")),
    ("a comma too many", provider(">= 6.0,"), ("PRV080", "providerVersion", "'' is no constraint")),
    ("a provider nobody knows yet", provider(">= 7.0"), ("PRV080", "providerVersion", "made for versions below 7")),
    ("a bucket of nothing", {"state": {"bucket": "tf-state"}}, ("STA080", "state.bucket", "set 'backend: s3'")),
    ("a key of nothing", {"state": {"kmsKeyArn": KEY}}, ("STA080", "state.kmsKeyArn", "or take it out")),
    (
        "an organization beside a bucket",
        {"state": {"backend": "s3", "bucket": "tf-state", "organization": "shop"}},
        ("STA080", "state.organization", "set 'backend: cloud'"),
    ),
    ("a tag of the platform", {"tags": {"Environment": "x"}}, ("NAM080", "tags.Environment", "take it out")),
]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_found_at_its_field(sentence, spec, expected):
    code, path, words = expected
    (finding,) = [found for found in rule_findings(spec) if found.code[:3] in ("PRV", "STA", "NAM")]
    assert (finding.code, str(finding.pointer)) == (code, path)
    assert words in finding.message


@pytest.mark.parametrize(
    "spec",
    [
        provider(">= 5.100, < 7.0"),
        provider("~> 6.0"),
        provider("6.2.1"),
        provider(">= 4.0"),
        provider("!= 6.0.0, >= 5.100"),
        {"state": {"backend": "s3", "bucket": "tf-state", "region": "us-east-1", "kmsKeyArn": KEY}},
        {"tags": {"Owner": "payments"}},
    ],
)
def test_what_is_sound_gives_no_finding(spec):
    assert [str(found) for found in rule_findings(spec) if found.code[:3] in ("PRV", "STA", "NAM")] == []


@pytest.mark.parametrize(
    ("constraint", "low", "high"),
    [
        ("~> 5.100", (5, 100, 0), (6, 0, 0)),
        ("~> 5.100.1", (5, 100, 1), (5, 101, 0)),
        ("~> 5", (5, 0, 0), (6, 0, 0)),
        ("> 5.0, <= 5.1", (5, 0, 1), (5, 1, 1)),
        ("!= 5.0.0, >= 5.0", (5, 0, 1), (10**6, 0, 0)),
    ],
)
def test_a_constraint_allows_a_range(constraint, low, high):
    assert malformed_part(constraint) is None
    assert allowed_range(constraint) == (low, high)
