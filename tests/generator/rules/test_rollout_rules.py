"""Rules over colours and rollouts: who owns weights, what is released, and what a rollout is stopped by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.planning import schema_changes
from generator.rules import RULES
from tests.support.stacks import rule_findings

ENDPOINTS = ["elasticloadbalancing", "execute-api", "lambda", "monitoring", "secretsmanager", "sns", "ssm"]
REACHABLE: dict[str, Any] = {"network": {"interfaceEndpoints": ENDPOINTS}}
ON_PREMISES = {"type": "ip", "addresses": ["192.168.7.1"], "port": 8443}


def rollout(*others: dict[str, Any], more: dict[str, Any] | None = None, **settings: Any) -> dict[str, Any]:
    """A spec with a rollout of two targets, set otherwise; `others` are further ones."""
    first = {"name": "release", "targets": ["payment-validation", "fraud-detection"], **settings}
    return {**REACHABLE, "rollouts": [first, *others], **(more or {})}


def targets(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"loadBalancer": {"targets": list(entries)}}


def functions(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"functions": list(entries)}


def alarm(name: str, **settings: Any) -> dict[str, Any]:
    """A spec with an alarm over errors of a function's alias."""
    query = {"name": "errors", "of": "target", "named": "payment-validation", "metric": "RequestCount", **settings}
    missing = query.pop("treatMissingData", "notBreaching")
    entry = {"name": name, "description": "d", "metrics": [query], "threshold": 1, "treatMissingData": missing}
    return {"monitoring": {"alarms": [entry]}}


SPLIT = {"weights": {"blue": 90, "green": 10}}
CASES = [
    (
        "a split between two colours of one version",
        targets({"name": "payment-validation", **SPLIT}),
        ("REL001", "loadBalancer.targets[0].weights", "add the target to 'rollouts'"),
    ),
    (
        "a stable colour that no rollout promotes",
        functions({"name": "fraud-detection", "aliases": {"blue": {"version": "stable"}}}),
        ("REL002", "functions[1].aliases.blue.version", "no rollout promotes 'fraud-detection'"),
    ),
    (
        "a green that would stay as it is",
        rollout(more=functions({"name": "fraud-detection", "aliases": {"green": {"version": "stable"}}})),
        ("REL002", "functions[1].aliases.green.version", "green is what comes"),
    ),
    (
        "a target in two rollouts",
        rollout({"name": "second", "targets": ["fraud-detection"]}),
        ("REL003", "rollouts[1].targets[0]", "rollout 'release' moves the weights of 'fraud-detection', too"),
    ),
    (
        "a target that is moved from outside",
        rollout(more=targets({"name": "fraud-detection", "ignoreWeightChanges": True})),
        ("REL003", "rollouts[0].targets[1]", "drop its 'ignoreWeightChanges'"),
    ),
    (
        "a function whose other target stays behind",
        rollout(
            more=targets(
                {"name": "refunds", "blue": {"function": "fraud-detection"}, "green": {"function": "fraud-detection"}}
            )
        ),
        ("REL003", "rollouts[0].targets", "add 'refunds' to its targets"),
    ),
    (
        "weights of the spec where a rollout has its own",
        rollout(more=targets({"name": "fraud-detection", **SPLIT})),
        ("REL004", "loadBalancer.targets[1].weights", "Set blue to 100 and green to 0"),
    ),
    (
        "a release to everybody in production",
        rollout(more={"production": True, **targets({"name": "transaction-processing"})}),
        ("REL005", "loadBalancer.targets[2].name", "a release reaches everybody at once"),
    ),
    (
        "steps that fall",
        rollout(steps=[1, 50, 10, 100]),
        ("ROL001", "rollouts[0].steps[2]", "10 after 50 is no step up: write 1, 10, 50, 100"),
    ),
    (
        "steps that end half-way",
        rollout(steps=[1, 10]),
        ("ROL001", "rollouts[0].steps[1]", "end with 100"),
    ),
    (
        "a target without green",
        rollout(more=targets({"name": "fraud-detection", "green": None})),
        ("ROL002", "rollouts[0].targets[1]", "has no green"),
    ),
    (
        "a target that nobody asks",
        rollout(
            targets=["refunds"],
            more=targets({"name": "refunds", "blue": ON_PREMISES, "green": {"function": "fraud-detection"}}),
        ),
        ("ROL002", "rollouts[0].targets[0]", "no route leads to target 'refunds'"),
    ),
    (
        "callers that stay on their colour",
        rollout(more=targets({"name": "fraud-detection", "stickinessSeconds": 600})),
        ("ROL002", "rollouts[0].targets[1]", "also after a rollback"),
    ),
    (
        "a guard that is a slip of the pen",
        rollout(guards=["api-server-error"]),
        ("ROL003", "rollouts[0].guards[0]", "did you mean 'api-server-errors'?"),
    ),
    (
        "a guard that becomes no alarm here",
        rollout(guards=["database-replica-lag"], bakeMinutes=60, more={"database": {"readers": {"count": 0}}}),
        ("ROL003", "rollouts[0].guards[0]", "it can never fire"),
    ),
    (
        "a guard over blue alone",
        rollout(guards=["blue-only"], more=alarm("blue-only", colour="blue")),
        ("ROL003", "rollouts[0].guards[0]", "name one that watches green"),
    ),
    (
        "a guard that has no data before the start",
        rollout(guards=["early"], more=alarm("early", colour="green", treatMissingData="missing")),
        ("ROL003", "rollouts[0].guards[0]", "set its 'treatMissingData' to notBreaching"),
    ),
    (
        "no guard at all",
        rollout(guards=[]),
        ("ROL003", "rollouts[0].guards", "nothing guards it"),
    ),
    (
        "a step that is shorter than an alarm's window",
        rollout(bakeMinutes=2, guards=["function-errors"]),
        ("ROL004", "rollouts[0].bakeMinutes", "set 'bakeMinutes' to 5 or more"),
    ),
    (
        "an approval before no step",
        rollout(approval={"before": [99]}),
        ("ROL005", "rollouts[0].approval.before[0]", "the steps are 1, 10, 50, 100"),
    ),
    (
        "a rollout that outlives its execution",
        rollout(steps=[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100], approval={"before": [2, 3, 4, 5, 6]}, waitHours=72),
        ("ROL006", "rollouts[0].steps", "an execution has 25,000"),
    ),
    (
        "no way to what the function must ask",
        rollout(more={"network": {"interfaceEndpoints": ["secretsmanager", "sns", "ssm"]}}),
        ("ROL007", "network.interfaceEndpoints", "add elasticloadbalancing, lambda, monitoring"),
    ),
    (
        "the function that does the work is removed",
        rollout(more=functions({"name": "traffic-control", "remove": True})),
        ("ROL007", "rollouts[0].name", "do not remove it"),
    ),
    (
        "a function that may move weights after they were read",
        rollout(drainSeconds=30),
        ("ROL007", "rollouts[0].drainSeconds", "set 'drainSeconds' to more than 30"),
    ),
    (
        "a target that is not there",
        rollout(targets=["payment-validaton"]),
        ("ROL008", "rollouts[0].targets[0]", "did you mean 'payment-validation'?"),
    ),
    (
        "a check by nobody",
        rollout(checks=["comparison"]),
        ("ROL009", "rollouts[0].checks[0]", "there is no function 'comparison'"),
    ),
    (
        "a topic that nobody has",
        rollout(topic="on-call"),
        ("ROL010", "rollouts[0].topic", "there is no topic 'on-call'"),
    ),
]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_reported_at_its_line_with_a_remedy(sentence, spec, expected):
    code, path, words = expected
    found = [item for item in rule_findings(spec) if item.code == code]
    assert [str(item.pointer) for item in found] == [path], sentence
    assert words in found[0].message


@pytest.mark.parametrize(
    "spec",
    [
        rollout(),
        rollout(approval={"before": [100]}, onAlarm="pause", logRetentionDays=30, minimumRequests=0),
        rollout(guards=["api-latency-p99", "function-errors/fraud-detection"]),
        targets({"name": "fraud-detection", "weights": {"blue": 0, "green": 100}}),
        {
            **targets({"name": "fraud-detection", **SPLIT}),
            **functions({"name": "fraud-detection", "aliases": {"blue": {"version": "latest"}}}),
        },
        {
            **targets({"name": "fraud-detection", **SPLIT}),
            **functions({"name": "fraud-detection", "aliases": {"blue": {"version": "3"}}}),
        },
        {**targets({"name": "transaction-processing", "blue": ON_PREMISES, **SPLIT})},
    ],
)
def test_what_is_sound_gives_no_finding(spec):
    assert [str(item) for item in rule_findings(spec) if item.code.startswith(("REL", "ROL"))] == []


MIGRATED = rollout(
    targets=["transaction-processing"], more=functions({"name": "database-migration", "runOnDeploy": True})
)
STATEMENTS = [
    ("ALTER TABLE payments DROP COLUMN note;", True),
    ("ALTER TABLE payments RENAME COLUMN note TO remark;", True),
    ("alter table payments alter column amount type numeric(20, 2);", True),
    ("ALTER TABLE payments ALTER COLUMN note SET NOT NULL;", True),
    ("ALTER TABLE payments ADD COLUMN note text;", False),
    ("CREATE INDEX CONCURRENTLY by_note ON payments (note);", False),
    ("-- DROP TABLE payments;", False),
    ("-- contract: nobody has read it since release 12\nALTER TABLE payments DROP COLUMN note;", False),
]


@pytest.mark.parametrize(("statement", "breaks"), STATEMENTS)
def test_a_migration_that_blue_does_not_survive_is_found(statement, breaks, tmp_path: Path, monkeypatch):
    folder = tmp_path / "database_migration" / "sql"
    folder.mkdir(parents=True)
    (folder / "0009_note.sql").write_text(statement)
    monkeypatch.setattr(schema_changes, "SOURCE", tmp_path)
    found = [item for item in rule_findings(MIGRATED) if item.code == "REL006"]
    assert bool(found) == breaks
    for item in found:
        assert str(item.pointer) == "functions[4].runOnDeploy"
        assert "database_migration/sql/0009_note.sql:1 runs before transaction-processing is promoted" in item.message


def test_the_shipped_migrations_leave_blue_what_it_uses():
    assert [str(item) for item in rule_findings(MIGRATED) if item.code == "REL006"] == []


def test_every_rule_over_rollouts_has_its_case():
    ours = {rule.CODE for rule in RULES if rule.CODE.startswith(("REL", "ROL"))}
    assert ours - {"REL006"} == {expected[0] for _, _, expected in CASES}
