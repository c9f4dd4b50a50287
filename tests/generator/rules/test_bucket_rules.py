"""Rules over buckets: each fault is told once, at its field, in words that mend it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import rule_findings

OUT_OF_SCOPE = {"loadBalancer": {"pciScope": False}}


def lifecycle(bucket: str, **changes: Any) -> dict[str, Any]:
    return {"buckets": [{"name": bucket, "lifecycle": changes}]}


def records(**changes: Any) -> dict[str, Any]:
    return lifecycle("settlement-files", **changes)


CASES = [
    (
        "no archive of access logs",
        {"buckets": [{"name": "access-archive", "remove": True}]},
        ("S3B001", "buckets", "no bucket has the purpose 'access-archive'"),
    ),
    (
        "two audit buckets",
        {"buckets": [{"name": "trail", "purpose": "audit"}]},
        ("S3B001", "buckets[3].purpose", "bucket 'audit' has the purpose 'audit' already"),
    ),
    (
        "expiry on the day of the move to Glacier",
        records(glacierAfterDays=400),
        (
            "S3B002",
            "buckets[3].lifecycle.glacierAfterDays",
            "raise 'expireAfterDays', or set 'glacierAfterDays' to null",
        ),
    ),
    (
        "audit trails for half a year",
        lifecycle("audit", expireAfterDays=180),
        ("S3B003", "buckets[0].lifecycle.expireAfterDays", "set 'expireAfterDays' to 365 or more"),
    ),
    (
        "audit trails that are at hand for a month",
        lifecycle("audit", glacierAfterDays=30),
        ("S3B003", "buckets[0].lifecycle.glacierAfterDays", "PCI DSS asks for three months"),
    ),
    (
        "archived access logs that are at hand for a month",
        lifecycle("access-archive", glacierAfterDays=30, glacierClass="DEEP_ARCHIVE"),
        ("S3B003", "buckets[2].lifecycle.glacierAfterDays", "GLACIER_IR"),
    ),
    (
        "a landing place with an archive of its own",
        lifecycle("access-logs", glacierAfterDays=5, expireAfterDays=14),
        ("S3B004", "buckets[1].lifecycle.glacierAfterDays", "set 'glacierAfterDays' to null"),
    ),
    (
        "access logs that are gone before anybody could mend their replication",
        lifecycle("access-logs", expireAfterDays=1),
        ("S3B004", "buckets[1].lifecycle.expireAfterDays", "set 'expireAfterDays' to 3 or more"),
    ),
    (
        "access logs that stay where they land",
        lifecycle("access-logs", expireAfterDays=30),
        ("S3B004", "buckets[1].lifecycle.expireAfterDays", "37 days without the customer's key"),
    ),
    (
        "a deleted trail that is gone in a week",
        lifecycle("audit", noncurrentExpireAfterDays=7),
        ("S3B005", "buckets[0].lifecycle.noncurrentExpireAfterDays", "to 90 or more"),
    ),
    (
        "a stay in Glacier that costs more than it saves",
        records(glacierAfterDays=90, expireAfterDays=100),
        ("S3B006", "buckets[3].lifecycle.glacierAfterDays", "stay in GLACIER for 10 days and are charged 90"),
    ),
    (
        "a lock on the bucket into which S3 writes access logs",
        {"buckets": [{"name": "access-logs", "objectLock": {"days": 1}}]},
        ("S3B060", "buckets[1].objectLock", "lock the one of purpose 'access-archive'"),
    ),
    (
        "two buckets that were one",
        {"buckets": [{"name": name, "movedFrom": "files"} for name in ("letters", "pictures")]},
        ("NAM060", "buckets[4].movedFrom", "another entry of 'buckets' is moved from 'files', too"),
    ),
    (
        "a bucket's name that leaves no room for the account",
        {"buckets": [{"name": "a" * 40}]},
        ("NAM001", "buckets[3].name", "AWS allows 63 for a bucket: shorten 'name'"),
    ),
]


def faults(spec: dict[str, Any], suffix: str = "test") -> list[Any]:
    return [found for found in rule_findings(spec, suffix=suffix) if found.code[:3] in ("S3B", "NAM")]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_at_its_field(sentence, spec, expected):
    code, path, words = expected
    (finding,) = [found for found in faults(spec) if not (code != "S3B006" and found.code == "S3B006")]
    assert (finding.code, str(finding.pointer)) == (code, path)
    assert words in finding.message


def test_an_end_that_s3_reserves_is_told_at_the_suffix():
    (finding,) = faults({}, suffix="s3alias")
    assert (finding.code, str(finding.pointer)) == ("S3B007", "environmentSuffix")
    assert "'-s3alias'" in finding.message
    assert faults({}, suffix="s3aliases") == []


FINE = [
    ("the shipped buckets", {}),
    ("another bucket, with its own lifecycle", records(glacierAfterDays=30, expireAfterDays=730)),
    ("records may be gone soon", records(glacierAfterDays=None, expireAfterDays=1, noncurrentExpireAfterDays=1)),
    ("audit trails that never leave", lifecycle("audit", glacierAfterDays=None, expireAfterDays=365)),
    (
        "audit trails in a Glacier that answers at once",
        lifecycle("audit", glacierAfterDays=7, glacierClass="GLACIER_IR"),
    ),
    (
        "another bucket for the trail, in place of the shipped one",
        {"buckets": [{"name": "audit", "remove": True}, {"name": "trail", "purpose": "audit"}]},
    ),
]


@pytest.mark.parametrize(("sentence", "spec"), FINE, ids=[case[0] for case in FINE])
def test_what_is_right_passes_without_a_word(sentence, spec):
    assert faults(spec) == []


def test_short_audit_trails_are_an_error_in_pci_scope_and_a_warning_outside():
    short = {"buckets": [{"name": "audit", "lifecycle": {"expireAfterDays": 200, "noncurrentExpireAfterDays": 7}}]}
    assert {found.level for found in faults(short)} == {"error"}
    assert {found.level for found in faults({**short, **OUT_OF_SCOPE})} == {"warning"}


def test_what_only_costs_is_a_warning_and_what_s3_refuses_an_error():
    assert [found.level for found in faults(records(glacierAfterDays=90, expireAfterDays=100))] == ["warning"]
    assert [found.level for found in faults(records(glacierAfterDays=400))] == ["error"]
