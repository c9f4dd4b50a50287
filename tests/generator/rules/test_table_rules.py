"""Rules over tables: each fault is told once, at its field, in words that mend it."""

from __future__ import annotations

from typing import Any

import pytest

from generator.diagnostics.findings import SpecError
from tests.support.stacks import rule_findings

KEYS = [{"name": "id"}, {"name": "at"}, {"name": "who"}]
BY_WHO = {"name": "by-who", "hashKey": "who", "rangeKey": "at"}


def tables(**changes: Any) -> dict[str, Any]:
    """A spec with one more table, the fifth: sound but for the changes."""
    table = {
        "name": "refunds",
        "hashKey": "id",
        "rangeKey": "at",
        "attributes": KEYS,
        "globalSecondaryIndexes": [BY_WHO],
    }
    return {"tables": [{**table, **changes}]}


def indexed(**changes: Any) -> dict[str, Any]:
    return tables(globalSecondaryIndexes=[{**BY_WHO, **changes}])


def local(**changes: Any) -> dict[str, Any]:
    return tables(localSecondaryIndexes=[{"name": "local-who", "rangeKey": "who", **changes}])


def provisioned(**changes: Any) -> dict[str, Any]:
    return tables(billingMode="PROVISIONED", **changes)


def including(*counts: int) -> dict[str, Any]:
    """A table with as many indexes that include as many attributes each."""
    indexes = [
        {**BY_WHO, "name": f"by-{number}", "projection": "INCLUDE", "nonKeyAttributes": [f"a{n}" for n in range(count)]}
        for number, count in enumerate(counts)
    ]
    return tables(globalSecondaryIndexes=indexes)


HERE = "tables[4]"
INDEX = f"{HERE}.globalSecondaryIndexes[0]"
LOCAL = f"{HERE}.localSecondaryIndexes[0]"

CASES = [
    (
        "an attribute that is no key",
        tables(attributes=[*KEYS, {"name": "amount"}]),
        ("DDB001", f"{HERE}.attributes[3].name", "take it out of 'attributes'"),
    ),
    (
        "a key that is a slip of the pen",
        tables(rangeKey="att"),
        ("DDB002", f"{HERE}.rangeKey", "did you mean 'at'?"),
    ),
    (
        "a key of an index that nobody declared",
        indexed(rangeKey="amount"),
        ("DDB002", f"{INDEX}.rangeKey", "add it to 'attributes'"),
    ),
    (
        "a local and a global index of one name",
        local(name="by-who"),
        ("DDB003", f"{LOCAL}.name", "rename one of the two"),
    ),
    (
        "a local index in a table without sort key",
        {"tables": [{**local()["tables"][0], "rangeKey": None}]},
        ("DDB004", f"{LOCAL}.name", "give it a 'rangeKey' or make a global index"),
    ),
    (
        "a local index that sorts as its table does",
        local(rangeKey="at"),
        ("DDB004", f"{LOCAL}.rangeKey", "needs another 'rangeKey'"),
    ),
    (
        "a table with one attribute as both keys",
        {"tables": [{"name": "refunds", "hashKey": "id", "rangeKey": "id", "attributes": [{"name": "id"}]}]},
        ("DDB005", f"{HERE}.rangeKey", "'id' as both keys"),
    ),
    (
        "an index with one attribute as both keys",
        indexed(rangeKey="who"),
        ("DDB005", f"{INDEX}.rangeKey", "'who' as both keys"),
    ),
    (
        "an index that includes nothing",
        indexed(projection="INCLUDE"),
        ("DDB006", f"{INDEX}.projection", "list 'nonKeyAttributes'"),
    ),
    (
        "a list of attributes for an index that holds all",
        indexed(nonKeyAttributes=["amount"]),
        ("DDB006", f"{INDEX}.nonKeyAttributes", "needs 'projection: INCLUDE'"),
    ),
    (
        "a list of attributes for a local index of keys",
        local(projection="KEYS_ONLY", nonKeyAttributes=["amount"]),
        ("DDB006", f"{LOCAL}.nonKeyAttributes", "has KEYS_ONLY"),
    ),
    (
        "an index that includes 21 attributes",
        including(21),
        ("DDB007", f"{INDEX}.nonKeyAttributes", "includes 21 attributes, 20 are allowed"),
    ),
    (
        "indexes that include 101 attributes in all",
        including(20, 20, 20, 20, 20, 1),
        ("DDB007", f"{HERE}.globalSecondaryIndexes[5].nonKeyAttributes", "more than 100 attributes from here on"),
    ),
    (
        "a least capacity over the most",
        provisioned(readCapacity={"minimum": 200}),
        ("DDB008", f"{HERE}.readCapacity.minimum", "200 is over the maximum 100 of 'refunds'"),
    ),
    (
        "an index whose least capacity is over the most",
        provisioned(globalSecondaryIndexes=[{**BY_WHO, "readCapacity": {"minimum": 9, "maximum": 3}}]),
        ("DDB008", f"{INDEX}.readCapacity.minimum", "9 is over the maximum 3 of 'by-who'"),
    ),
    (
        "capacity for a table that pays by the request",
        tables(writeCapacity={"minimum": 6}),
        ("DDB009", f"{HERE}.writeCapacity", "set 'billingMode: PROVISIONED'"),
    ),
    (
        "capacity for an index of a table that pays by the request",
        indexed(readCapacity={"targetUtilization": 50}),
        ("DDB009", f"{INDEX}.readCapacity", "has no effect"),
    ),
    (
        "an expiry that is declared as text",
        tables(ttlAttribute="at"),
        ("DDB010", f"{HERE}.ttlAttribute", "set 'type: N'"),
    ),
    (
        "an index that scales less than its table",
        provisioned(globalSecondaryIndexes=[{**BY_WHO, "writeCapacity": {"maximum": 50}}]),
        ("DDB011", f"{INDEX}.writeCapacity.maximum", "raise 'maximum' to 100"),
    ),
    (
        "an index that does not scale though its table does",
        provisioned(ignoreIndexChanges=False),
        ("DDB011", f"{INDEX}.writeCapacity.minimum", "raise 'minimum' to 100"),
    ),
    (
        "a table that was moved from one that is there",
        tables(movedFrom="merchants"),
        ("NAM060", f"{HERE}.movedFrom", "'tables' still has an entry 'merchants'"),
    ),
    (
        "production that can go back two days",
        {"production": True, **tables(recoveryDays=2)},
        ("DDB012", f"{HERE}.recoveryDays", "2 days only"),
    ),
]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_once_at_its_field(sentence, spec, expected):
    code, path, words = expected
    (finding,) = [found for found in rule_findings(spec) if found.code[:3] in ("DDB", "NAM")]
    assert (finding.code, str(finding.pointer)) == (code, path)
    assert words in finding.message


FINE = [
    ("the shipped tables", {}),
    ("a table with both keys and an index", tables()),
    ("a local index with a sort key of its own", local()),
    ("twenty attributes in five indexes", including(20, 20, 20, 20, 20)),
    ("provisioned capacity as it comes", provisioned()),
    ("capacity that does not move", provisioned(readCapacity={"minimum": 7, "maximum": 7})),
    (
        "an expiry that is a number and a key",
        tables(ttlAttribute="at", attributes=[KEYS[0], {"name": "at", "type": "N"}, KEYS[2]]),
    ),
    ("an expiry that is no key", tables(ttlAttribute="expiresAt")),
    ("two days outside production", tables(recoveryDays=2)),
]


@pytest.mark.parametrize(("sentence", "spec"), FINE, ids=[case[0] for case in FINE])
def test_what_is_right_passes_without_a_word(sentence, spec):
    assert [found for found in rule_findings(spec) if found.code.startswith("DDB")] == []


def test_what_only_hurts_is_a_warning_and_what_aws_refuses_an_error():
    levels = {
        expected[0]: {found.level for found in rule_findings(spec) if found.code == expected[0]}
        for _, spec, expected in CASES
    }
    hurts = {"DDB009", "DDB011", "DDB012"}
    assert {code for code, found in levels.items() if found == {"warning"}} == hurts, "list what is a warning"
    assert all(found == {"error"} for code, found in levels.items() if code not in hurts)


@pytest.mark.parametrize(("kind", "most"), [("globalSecondaryIndexes", 20), ("localSecondaryIndexes", 5)])
def test_a_table_takes_no_more_indexes_than_dynamodb_does(kind, most):
    keys = {"rangeKey": "who"} if kind.startswith("local") else {"hashKey": "who"}
    indexes = [{"name": f"index-{number}", **keys} for number in range(most + 1)]
    assert [found for found in rule_findings(tables(**{kind: indexes[:-1]})) if found.code.startswith("DDB")] == []
    with pytest.raises(SpecError, match=str(most)):
        rule_findings(tables(**{kind: indexes}))
