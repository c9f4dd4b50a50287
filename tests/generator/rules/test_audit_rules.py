"""Rules over the audit section and the keys: each fault is told once, at its field, in words that mend it."""

from __future__ import annotations

from typing import Any

import pytest

from generator.aws.config_rules import managed_rules
from generator.spec import schema
from tests.support.stacks import rule_findings

OUT_OF_SCOPE = {"loadBalancer": {"pciScope": False}}


def trail(**changes: Any) -> dict[str, Any]:
    return {"audit": {"trail": changes}}


def events(name: str = "more", **changes: Any) -> dict[str, Any]:
    """A spec with one more selection of data events, the fourth."""
    return trail(dataEvents=[{"name": name, **changes}])


def config(**changes: Any) -> dict[str, Any]:
    """A spec with one more managed rule, the seventeenth."""
    return {"audit": {"config": {"enabled": True, "rules": [{"name": "more", **changes}]}}}


def parameter(name: str, value: str = "90") -> list[dict[str, str]]:
    return [{"name": name, "value": value}]


def hub(*standards: str, recorder: bool = True) -> dict[str, Any]:
    return {"audit": {"config": {"enabled": recorder}, "securityHub": {"enabled": True, "standards": list(standards)}}}


MANY_TABLES = [{"name": f"many-{number}", "hashKey": "id", "attributes": [{"name": "id"}]} for number in range(100)]
MANY_EVENTS = [{"name": f"many-{number}", "of": "tables", "access": "write"} for number in range(5)]
NO_TABLES = [{"name": name, "remove": True} for name in ("transactions", "idempotency", "fraud-counters", "merchants")]
RULE = "audit.config.rules[16]"

CASES = [
    (
        "events of a table that is a slip of the pen",
        events(of="tables", include=["transaction"], access="write"),
        ("AUD001", "audit.trail.dataEvents[3].include[0]", "did you mean 'transactions'?"),
    ),
    (
        "events of a bucket that is far from all",
        events(of="buckets", include=["audit", "zzz"], access="read"),
        ("AUD001", "audit.trail.dataEvents[3].include[1]", "known are audit, access-logs, access-archive"),
    ),
    (
        "more selected than CloudTrail takes",
        {"tables": MANY_TABLES, **trail(dataEvents=MANY_EVENTS)},
        ("AUD002", "audit.trail.dataEvents", "CloudTrail takes 500"),
    ),
    (
        "insights into writes of a trail of reads",
        {**trail(managementEvents="read", insights=["ApiErrorRateInsight", "ApiCallRateInsight"]), **OUT_OF_SCOPE},
        ("AUD003", "audit.trail.insights[1]", "set 'managementEvents' to all"),
    ),
    (
        "a trail that can be queried for a month",
        trail(logRetentionDays=30),
        ("AUD004", "audit.trail.logRetentionDays", "set 'logRetentionDays' to 90 or more"),
    ),
    ("no trail", trail(enabled=False), ("AUD005", "audit.trail.enabled", "unless the organization's trail")),
    (
        "a trail of writes",
        trail(managementEvents="write"),
        ("AUD005", "audit.trail.managementEvents", "set 'managementEvents' to all"),
    ),
    (
        "a hub without recorder",
        hub("pci-dss/v/4.0.1", recorder=False),
        ("AUD006", "audit.securityHub.enabled", "unless the account has a recorder"),
    ),
    (
        "all tables, of which there are none",
        {"tables": NO_TABLES, "functions": [], **events(of="tables")},
        ("AUD007", "audit.trail.dataEvents[3].of", "there are none"),
    ),
    (
        "a standard that has ended",
        hub("pci-dss/v/4.0.1", "pci-dss/v/3.2.1"),
        ("AUD008", "audit.securityHub.standards[1]", "set pci-dss/v/4.0.1"),
    ),
    (
        "a managed rule that is a slip of the pen",
        config(identifier="ACCESS_KEY_ROTATED"),
        ("AUD009", f"{RULE}.identifier", "did you mean 'ACCESS_KEYS_ROTATED'?"),
    ),
    (
        "a managed rule without the parameter that it needs",
        config(identifier="ALB_DESYNC_MODE_CHECK"),
        ("AUD010", f"{RULE}.parameters", "no default for 'desyncMode'"),
    ),
    (
        "a parameter that is a slip of the pen",
        config(identifier="ACCESS_KEYS_ROTATED", parameters=parameter("maxAccessKeysAge")),
        ("AUD010", f"{RULE}.parameters[0].name", "did you mean 'maxAccessKeyAge'?"),
    ),
    (
        "a parameter for a rule that takes none",
        config(identifier="DYNAMODB_PITR_ENABLED", parameters=parameter("days")),
        ("AUD010", f"{RULE}.parameters[0].name", "it takes none"),
    ),
    (
        "writes to every bucket, that of the trail among them",
        events(of="buckets", access="write"),
        ("AUD011", "audit.trail.dataEvents[3].access", "set 'access: read'"),
    ),
    (
        "writes to the bucket of the trail by name",
        events(of="buckets", include=["audit"]),
        ("AUD011", "audit.trail.dataEvents[3].access", "name the other buckets in 'include'"),
    ),
    (
        "puts by name, to every bucket",
        events(of="buckets", access="write", eventNames=["DeleteObject", "PutObject"]),
        ("AUD011", "audit.trail.dataEvents[3].access", "calls other than puts in 'eventNames'"),
    ),
    (
        "keys that rotate every other year",
        {"encryption": {"rotationDays": 730}},
        ("KMS001", "encryption.rotationDays", "set 'rotationDays' to 365 or less"),
    ),
]


def faults(spec: dict[str, Any]) -> list[Any]:
    return [found for found in rule_findings(spec) if found.code[:3] in ("AUD", "KMS", "NAM")]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_once_at_its_field(sentence, spec, expected):
    code, path, words = expected
    (finding,) = faults(spec)
    assert (finding.code, str(finding.pointer)) == (code, path)
    assert words in finding.message


FINE = [
    ("the shipped trail", {}),
    (
        "everything on",
        {"audit": {"config": {"enabled": True}, "securityHub": {"enabled": True}, "guardDuty": {"enabled": True}}},
    ),
    ("reads of one bucket", events(of="buckets", include=["audit"], access="read")),
    ("writes to the other buckets", events(of="buckets", include=["access-archive"], access="write")),
    ("deletions alone, of every bucket", events(of="buckets", access="write", eventNames=["DeleteObject"])),
    ("insights into everything", trail(insights=["ApiCallRateInsight", "ApiErrorRateInsight"])),
    (
        "a managed rule with its parameter",
        config(identifier="ACCESS_KEYS_ROTATED", parameters=parameter("maxAccessKeyAge")),
    ),
    (
        "what is off may say anything",
        {"audit": {"config": {"rules": [{"name": "more", "identifier": "NO_SUCH_RULE"}]}}},
    ),
    ("no trail where no card data passes", {**trail(enabled=False), **OUT_OF_SCOPE}),
    ("keys that rotate twice a year", {"encryption": {"rotationDays": 180}}),
]


@pytest.mark.parametrize(("sentence", "spec"), FINE, ids=[case[0] for case in FINE])
def test_what_is_right_passes_without_a_word(sentence, spec):
    assert faults(spec) == []


def test_what_aws_refuses_is_an_error_and_what_only_hurts_a_warning():
    levels = {(expected[0], found.level) for _, spec, expected in CASES for found in faults(spec)}
    errors = {code for code, level in levels if level == "error"}
    assert errors == {"AUD001", "AUD002", "AUD003", "AUD010"}


def test_the_shipped_managed_rules_are_rules_that_aws_manages():
    described = schema.section("audit.schema.json")["properties"]["config"]["properties"]["rules"]
    assert {rule["identifier"] for rule in described["default"]} <= set(managed_rules())


def test_the_list_of_managed_rules_is_read_line_by_line():
    assert managed_rules()["ALB_DESYNC_MODE_CHECK"].needed == ("desyncMode",)
    assert managed_rules()["DYNAMODB_PITR_ENABLED"].parameters == ()
    assert max(len(rule.parameters) for rule in managed_rules().values()) > 10
    assert all(identifier.isupper() for identifier in managed_rules())
