"""Rules over a migration: what each phase needs and allows, and what would lose, double or hide a payment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.rules import RULES
from generator.validation.file_checks import check_files
from tests.support.stacks import rule_findings

SOURCE: dict[str, Any] = {"host": "192.168.10.20", "tables": ["payments.*"]}
RELAY: dict[str, Any] = {"addresses": ["192.168.10.11"], "serverName": "payments.example.internal"}
WAY: dict[str, Any] = {"network": {"onPremises": {"cidrs": ["192.168.0.0/16"]}}}
ON_PREMISES = {"type": "ip", "addresses": ["192.168.7.1"], "port": 8443}
TRUSTED = {"certificateArn": "arn:aws:dms:us-east-1:111122223333:cert:CA"}
READABLE: dict[str, Any] = {**SOURCE, "payments": {"table": "payments.payments"}}
SUBNETS = [f"subnet-0123456789abcdef{number}" for number in range(6)]
VPC_OF_OTHERS: dict[str, Any] = {
    "vpcId": "vpc-0123456789abcdef0",
    "subnetIds": {"private": SUBNETS[:3], "database": SUBNETS[3:]},
    "routeTableIds": ["rtb-0123456789abcdef0"],
    "onPremises": None,
}
SPLIT = {"weights": {"blue": 90, "green": 10}}


def move(phase: str, more: dict[str, Any] | None = None, **settings: Any) -> dict[str, Any]:
    """A spec with a migration in a phase, some settings of it set otherwise; `more` is laid over the whole."""
    return {**WAY, "migration": {"phase": phase, "source": SOURCE, "relay": RELAY, **settings}, **(more or {})}


def payments(**target: Any) -> dict[str, Any]:
    """The target of the payments, set otherwise."""
    return {"loadBalancer": {"targets": [{"name": "transaction-processing", **target}]}}


def rollout(**settings: Any) -> dict[str, Any]:
    return {"rollouts": [{"name": "migration", **settings}]}


def claims(**settings: Any) -> dict[str, Any]:
    return {"tables": [{"name": "payment-claims", **settings}]}


TARGET = "loadBalancer.targets[2]"
CASES = [
    (
        "a weight on green before anything is copied",
        move("prepare", payments(**SPLIT)),
        ("MIG001", f"{TARGET}.weights.green", "payments come to green in phase shift"),
    ),
    (
        "a weight on green by an apply",
        move("shift", payments(weights={"blue": 0, "green": 100})),
        ("MIG001", f"{TARGET}.weights.green", "the rollout moves all others"),
    ),
    (
        "a new route that would begin at blue when all is done",
        move("complete"),
        ("MIG001", f"{TARGET}.weights.green", "set blue to 0 and green to 100"),
    ),
    (
        "weights that somebody outside moves",
        move("replicate", payments(ignoreWeightChanges=True)),
        ("MIG001", f"{TARGET}.ignoreWeightChanges", "nobody knows the phase replicate"),
    ),
    (
        "no relay",
        move("prepare", relay=None),
        ("MIG002", "migration.phase", "phase prepare needs 'relay'"),
    ),
    (
        "no source",
        move("replicate", source=None),
        ("MIG002", "migration.phase", "phase replicate needs 'source'"),
    ),
    (
        "a name that nobody can let through",
        move("prepare", source={**SOURCE, "host": "database.example.internal"}),
        ("MIG002", "migration.source.host", "give them in 'addresses'"),
    ),
    (
        "a way past the relay",
        move("replicate", payments(blue=ON_PREMISES)),
        ("MIG003", f"{TARGET}.blue.type", "a retry is booked on both sides"),
    ),
    (
        "another green than the ledger's",
        move("replicate", payments(green={"function": "fraud-detection"})),
        ("MIG003", f"{TARGET}.green", "leave 'green' out"),
    ),
    (
        "a split over two systems of record",
        {**WAY, **payments(blue=ON_PREMISES, **SPLIT)},
        ("MIG004", f"{TARGET}.weights", "Describe the move in 'migration'"),
    ),
    (
        "a rollout over two systems of record",
        {**WAY, **payments(blue=ON_PREMISES), "rollouts": [{"name": "move", "targets": ["transaction-processing"]}]},
        ("MIG004", f"{TARGET}.weights", "a rollout splits 'transaction-processing'"),
    ),
    (
        "a split from outside over two systems of record",
        {**WAY, **payments(blue=ON_PREMISES, ignoreWeightChanges=True)},
        ("MIG004", f"{TARGET}.weights", "somebody outside splits"),
    ),
    (
        "a weight on what is decommissioned",
        move("decommissioned", payments(blue=ON_PREMISES), source=None, relay=None),
        ("MIG005", f"{TARGET}.blue", "still leads on-premises"),
    ),
    (
        "fallback to what is decommissioned",
        move("decommissioned", relay=None),
        ("MIG005", "migration.replication.fallback", "set it to false in phase complete"),
    ),
    (
        "a source that is decommissioned",
        move("decommissioned", relay=None, replication={"fallback": False}),
        ("MIG005", "migration.source", "take it out"),
    ),
    (
        "a relay to what is decommissioned",
        move("decommissioned", source=None),
        ("MIG005", "migration.relay", "take it out"),
    ),
    (
        "a schema that is ours",
        move("prepare", source={**SOURCE, "tables": ["payments.*", "ledger.entry"]}),
        ("MIG006", "migration.source.tables[1]", "ALTER SCHEMA ledger RENAME TO payments"),
    ),
    (
        "no way on-premises",
        move("prepare", {"network": {}}),
        ("MIG007", "migration.phase", "set 'network.onPremises' with 'cidrs'"),
    ),
    (
        "a relay's address to which nothing leads",
        move("prepare", relay={**RELAY, "addresses": ["192.168.10.11", "10.9.0.4"]}),
        ("MIG007", "migration.relay.addresses[1]", "no route leads to 10.9.0.4"),
    ),
    (
        "a database to which nothing leads",
        move("prepare", source={**SOURCE, "host": "10.9.0.5"}),
        ("MIG007", "migration.source.host", "no route leads to 10.9.0.5"),
    ),
    (
        "one of a name's addresses to which nothing leads",
        move("prepare", source={**SOURCE, "host": "database.example.internal", "addresses": ["10.9.0.5"]}),
        ("MIG007", "migration.source.addresses[0]", "no route leads to 10.9.0.5"),
    ),
    (
        "logical replication from another engine",
        move("prepare", source={**SOURCE, "engine": "oracle"}),
        ("MIG008", "migration.replication.method", "set 'method' to dms"),
    ),
    (
        "DMS from PostgreSQL",
        move("prepare", replication={"method": "dms", **TRUSTED}),
        ("MIG008", "migration.replication.method", "does it natively"),
    ),
    (
        "a server whose certificate nobody checks",
        move("prepare", source={**SOURCE, "engine": "oracle"}, replication={"method": "dms"}),
        ("MIG008", "migration.replication.certificateArn", "name it in 'certificateArn'"),
    ),
    (
        "a rollout that is removed",
        move("shift", rollout(remove=True)),
        ("MIG009", "migration.phase", "nothing moves the weights"),
    ),
    (
        "a rollout that moves something else",
        move("shift", rollout={"targets": ["fraud-detection"]}),
        ("MIG009", "rollouts[0].targets", "which books the payments"),
    ),
    (
        "a rollout that asks nobody",
        move("shift", rollout(checks=[])),
        ("MIG009", "rollouts[0].checks", "add 'database-replication' to its checks"),
    ),
    (
        "no way back",
        move("shift", replication={"fallback": False}),
        ("MIG010", "migration.replication.fallback", "hides it"),
    ),
    (
        "a relay that waits longer than it lives",
        move("prepare", relay={**RELAY, "timeoutSeconds": 20}),
        ("MIG011", "migration.relay.timeoutSeconds", "leave 5 s around it"),
    ),
    (
        "no claims",
        move("shift", claims(remove=True)),
        ("MIG012", "migration.phase", "who owns which payment"),
    ),
    (
        "claims that expire, even when all is done",
        move("decommissioned", claims(ttlAttribute="expiresAt"), source=None, relay=None),
        ("MIG012", "tables[4].ttlAttribute", "must never expire"),
    ),
    (
        "claims by another key",
        move("shift", claims(hashKey="unknownSince")),
        ("MIG012", "tables[4].hashKey", "'paymentId' alone"),
    ),
    (
        "claims whose unknown outcomes nobody finds",
        move("shift", claims(globalSecondaryIndexes=[{"name": "unknown", "remove": True}])),
        ("MIG012", "tables[4].globalSecondaryIndexes", "keep it"),
    ),
    (
        "logical replication that is off",
        move("prepare", {"database": {"parameters": [{"name": "rds.logical_replication", "value": "0"}]}}),
        ("MIG013", "database.parameters[0].value", "rds.logical_replication of 1 or more"),
    ),
    (
        "payments that nobody could read any more",
        move("complete", payments(weights={"blue": 0, "green": 100})),
        ("MIG014", "migration.source.payments", "answered 404 once it is decommissioned"),
    ),
    (
        "payments that DMS has copied, and nothing keeps",
        move("complete", source={**SOURCE, "engine": "oracle"}, replication={"method": "dms", **TRUSTED}),
        ("MIG014", "migration.replication.method", "Stay in this phase for as long as callers ask"),
    ),
    (
        "on-premises closed while blue has weight",
        move("shift", relay={**RELAY, "readOnly": True}),
        ("MIG015", "migration.relay.readOnly", "set it in phase complete"),
    ),
    (
        "payments of a table that is not copied",
        move("replicate", source={**SOURCE, "payments": {"table": "billing.payments"}}),
        ("MIG016", "migration.source.payments.table", "is not among 'tables'"),
    ),
    (
        "a VPC of others, of whose routes nothing is said",
        move("replicate", {"network": VPC_OF_OTHERS}),
        ("MIG017", "migration.phase", "lead to 192.168.10.11, 192.168.10.20, and of the database's to 192.168.10.20"),
    ),
]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_reported_at_its_line_with_a_remedy(sentence, spec, expected):
    code, path, words = expected
    found = [item for item in rule_findings(spec) if item.code == code]
    assert [str(item.pointer) for item in found] == [path], sentence
    assert words in found[0].message


ALL_GREEN = payments(weights={"blue": 0, "green": 100})


@pytest.mark.parametrize(
    "spec",
    [
        move("prepare"),
        move("prepare", source=None),
        move("replicate", replication={"fallback": False}),
        move("shift"),
        move("shift", rollout={"steps": [1, 100], "bakeMinutes": 60, "guards": ["api-server-errors"]}),
        move("complete", ALL_GREEN, source=READABLE, replication={"fallback": False}),
        move("complete", ALL_GREEN, source=READABLE, relay={**RELAY, "readOnly": True}),
        move("replicate", source={**READABLE, "tables": ["payments.payments"]}),
        move("replicate", {"network": {**VPC_OF_OTHERS, "onPremises": {"cidrs": ["192.168.0.0/16"]}}}),
        move("decommissioned", ALL_GREEN, source=None, relay=None),
        move("replicate", source={**SOURCE, "engine": "oracle"}, replication={"method": "dms", **TRUSTED}),
        move("shift", source={**SOURCE, "host": "database.example.internal", "addresses": ["192.168.10.20"]}),
        {**WAY, **payments(blue=ON_PREMISES)},
        {**WAY, **payments(blue=ON_PREMISES, weights={"blue": 0, "green": 100})},
    ],
)
def test_what_is_sound_gives_no_finding(spec):
    assert [str(item) for item in rule_findings(spec) if item.level == "error"] == []


def test_a_read_may_be_split_over_two_systems():
    route = {"name": "statements", "method": "GET", "path": "/statements", "target": "statements"}
    reading = {"name": "statements", "blue": ON_PREMISES, "green": {"function": "fraud-detection"}, **SPLIT}
    spec = {**WAY, "api": {"routes": [route]}, "loadBalancer": {"targets": [reading]}}
    assert [str(item) for item in rule_findings(spec) if item.code == "MIG004"] == []


def test_functions_that_hand_over_to_each_other_are_no_circle():
    assert [str(item) for item in rule_findings(move("prepare")) if item.code == "FUN010"] == []


def test_every_rule_over_migrations_has_its_case():
    ours = {rule.CODE for rule in RULES if rule.CODE.startswith("MIG")}
    assert ours == {expected[0] for _, _, expected in CASES}


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (None, "write the account's spec with 'dmsRoles: true'"),
        ("dmsRoles: false", "set 'dmsRoles: true' in account.yaml"),
        ("dmsRoles: true", None),
    ],
)
def test_an_account_without_the_roles_of_dms_is_told_at_the_method(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: str | None, words: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    spec = move("replicate", source={**SOURCE, "engine": "oracle"}, replication={"method": "dms", **TRUSTED})
    Path("qa.yaml").write_text(json.dumps({"environmentSuffix": "qa", **spec}, indent=1), encoding="utf-8")
    if account is not None:
        Path("account.yaml").write_text(f"accountName: main\n{account}\n", encoding="utf-8")
    found = [item for item in check_files(sorted(Path().glob("*.yaml"))) if item.code == "MIG018"]
    assert [words in item.message for item in found if words] == ([True] if words else [])
    assert [item.named_path for item in found] == (["migration.replication.method"] if words else [])
