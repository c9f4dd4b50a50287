"""Rules over functions: grants, variables, concurrency, runtimes, calls."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import rule_findings


def function(name: str = "extra", **changes: Any) -> dict[str, Any]:
    """A function that is called on deploy, so that nobody misses a caller."""
    return {"functions": [{"name": name, "runOnDeploy": True, **changes}]}


def granted(kind: str, *grants: Any, **changes: Any) -> dict[str, Any]:
    entries = [{"name": grant} if isinstance(grant, str) else grant for grant in grants]
    return function(grants={kind: entries}, **changes)


def environment(name: str, value: str = "x", **changes: Any) -> dict[str, Any]:
    return function(environment=[{"name": name, "value": value}], **changes)


def scheduled(expression: str, **changes: Any) -> dict[str, Any]:
    return function(events={"schedules": [{"name": "nightly", "expression": expression, **changes}]})


def calls(caller: str, callee: str, **changes: Any) -> dict[str, Any]:
    return {"name": caller, "runOnDeploy": True, "grants": {"functions": [{"name": callee}]}, **changes}


CASES = [
    (
        "a table that is a slip",
        granted("tables", "merchant"),
        ("FUN001", "functions[5].grants.tables[0].name", "did you mean 'merchants'?"),
    ),
    (
        "a table that is nowhere near lists what there is",
        granted("tables", "zzz"),
        ("FUN001", "functions[5].grants.tables[0].name", "grant one of transactions, idempotency"),
    ),
    (
        "an unknown secret",
        granted("secrets", "app-databas"),
        ("FUN001", "functions[5].grants.secrets[0].name", "did you mean 'app-database'?"),
    ),
    (
        "an unknown topic",
        granted("topics", "system-error"),
        ("FUN001", "functions[5].grants.topics[0].name", "did you mean 'system-errors'?"),
    ),
    (
        "an unknown parameter",
        granted("parameters", "fraud/rule"),
        ("FUN001", "functions[5].grants.parameters[0].name", "did you mean 'fraud/rules'?"),
    ),
    (
        "an endpoint of the database that is a slip",
        granted("parameters", "database/reader-endpont"),
        ("FUN001", "functions[5].grants.parameters[0].name", "did you mean 'database/reader-endpoint'?"),
    ),
    (
        "an unknown function",
        granted("functions", "fraud-detecton"),
        ("FUN001", "functions[5].grants.functions[0].name", "did you mean 'fraud-detection'?"),
    ),
    (
        "an unknown bucket",
        granted("buckets", "audits"),
        ("FUN001", "functions[5].grants.buckets[0].name", "did you mean 'audit'?"),
    ),
    (
        "a verb inside another one",
        granted("tables", {"name": "merchants", "access": ["read", "readWrite"]}),
        ("FUN002", "functions[5].grants.tables[0].access[0]", "'readWrite' includes 'read'"),
    ),
    (
        "more concurrency than the account has",
        function(reservedConcurrency=800),
        ("FUN003", "functions[5].reservedConcurrency", "reserve 103 less"),
    ),
    (
        "a new account, told at the function that reserves most",
        {"account": {"lambdaConcurrency": 150}},
        ("FUN003", "functions[2].reservedConcurrency", "raise the account's limit"),
    ),
    (
        "an account in which nothing can be reserved",
        {"account": {"lambdaConcurrency": 10}},
        ("FUN003", "functions[2].reservedConcurrency", "set 'reservedConcurrency: null' on every function"),
    ),
    (
        "more warm than reserved, over both aliases",
        function(
            reservedConcurrency=5,
            aliases={"blue": {"provisionedConcurrency": 2, "version": "3"}, "green": {"provisionedConcurrency": 4}},
        ),
        ("FUN004", "functions[5].aliases.green.provisionedConcurrency", "provision 6, 'extra' reserves 5"),
    ),
    (
        "a runtime without patches",
        function(runtime="python3.9"),
        ("FUN005", "functions[5].runtime", "no more patches since 2025-12-15: choose python3.12 or python3.13"),
    ),
    (
        "a runtime older than the code",
        function(runtime="python3.11"),
        ("FUN005", "functions[5].runtime", "older than the language"),
    ),
    ("a runtime nobody knows", function(runtime="python3.99"), ("FUN005", "functions[5].runtime", "is not a runtime")),
    (
        "a database user without the database",
        granted("databaseUsers", "reporting"),
        ("FUN006", "functions[5].grants.databaseUsers[0].name", "set 'database: true'"),
    ),
    (
        "a login without the database",
        granted("secrets", "app-database"),
        ("FUN006", "functions[5].grants.secrets[0].name", "not told where"),
    ),
    (
        "the database without a login",
        function(database=True),
        ("FUN006", "functions[5].database", "may not log in"),
    ),
    (
        "a variable of Lambda's",
        environment("AWS_REGION"),
        ("FUN007", "functions[5].environment[0].name", "'AWS_REGION' for itself"),
    ),
    ("a variable of the runtime's", environment("PATH"), ("FUN007", "functions[5].environment[0].name", "'PATH'")),
    (
        "a variable of the platform's",
        environment("POWERTOOLS_LOG_LEVEL"),
        ("FUN008", "functions[5].environment[0].name", "set by the platform from 'name'"),
    ),
    (
        "a variable that a grant brings",
        environment("TABLE_MERCHANTS", grants={"tables": [{"name": "merchants"}]}),
        ("FUN008", "functions[5].environment[0].name", "from the grant of 'merchants'"),
    ),
    (
        "a variable that the database brings",
        environment("DATABASE_HOST", database=True, grants={"secrets": [{"name": "app-database"}]}),
        ("FUN008", "functions[5].environment[0].name", "from 'database'"),
    ),
    (
        "two grants in one variable",
        {"parameters": [{"name": "fraud-rules", "value": "x"}], **granted("parameters", "fraud/rules", "fraud-rules")},
        ("FUN008", "functions[5].grants.parameters[1].name", "the grant of 'fraud/rules' come in one variable"),
    ),
    (
        "more variables than Lambda takes",
        function(environment=[{"name": f"BIG_{part}", "value": "x" * 2000} for part in "AB"]),
        ("FUN009", "functions[5].environment", "Lambda takes 4096"),
    ),
    (
        "a function that calls itself",
        granted("functions", "extra"),
        ("FUN010", "functions[5].grants.functions[0].name", "extra calls extra"),
    ),
    (
        "a function that nothing calls",
        {"functions": [{"name": "extra"}]},
        ("FUN011", "functions[5].name", "nothing calls 'extra'"),
    ),
    (
        "an event that is not JSON",
        function(deployInput="action: migrate"),
        ("FUN012", "functions[5].deployInput", "single quotes"),
    ),
    (
        "an event that nests without end",
        function(deployInput="[" * 4000),
        ("FUN012", "functions[5].deployInput", "not JSON"),
    ),
    (
        "an event that is never sent",
        {"functions": [{"name": "database-migration", "deployInput": '{"a": 1}'}]},
        ("FUN012", "functions[4].deployInput", "never sent"),
    ),
    (
        "a schedule with an hour that no day has",
        scheduled("cron(0 25 * * ? *)"),
        ("FUN025", "functions[5].events.schedules[0].expression", "the hour of the cron makes no sense"),
    ),
    (
        "a schedule with a minute that no hour has",
        function(events={"schedule": "cron(61 4 * * ? *)"}),
        ("FUN025", "functions[5].events.schedule", "the minute of the cron makes no sense"),
    ),
    (
        "a schedule of both days",
        scheduled("cron(0 4 * * * *)"),
        ("FUN025", "functions[5].events.schedules[0].expression", "put ? for the other"),
    ),
    (
        "a schedule on a day that no month has",
        scheduled("cron(0 4 31 2 ? *)"),
        ("FUN025", "functions[5].events.schedules[0].expression", "no month that it names has such a day"),
    ),
    (
        "a schedule whose years are over",
        function(events={"schedule": "cron(0 4 * * ? 2021)"}),
        ("FUN025", "functions[5].events.schedule", "all years that it names are over"),
    ),
    (
        "an event of a schedule that is not JSON",
        scheduled("rate(1 hour)", input="task: reconcile"),
        ("FUN026", "functions[5].events.schedules[0].input", "single quotes"),
    ),
    (
        "one version kept warm twice",
        function(aliases={"blue": {"provisionedConcurrency": 1}, "green": {"provisionedConcurrency": 1}}),
        ("FUN013", "functions[5].aliases.green.provisionedConcurrency", "both latest"),
    ),
    (
        "little memory behind the API",
        {"functions": [{"name": "payment-validation", "memoryMegabytes": 192}]},
        ("FUN014", "functions[0].memoryMegabytes", "11 % of a CPU"),
    ),
    ("the least memory", function(memoryMegabytes=128), ("FUN014", "functions[5].memoryMegabytes", "set 192")),
    (
        "a function that is stopped",
        {"functions": [{"name": "fraud-detection", "reservedConcurrency": 0}]},
        ("FUN015", "functions[1].reservedConcurrency", "every call is refused"),
    ),
    (
        "a debug log in production",
        {"production": True, **function(logLevel="DEBUG")},
        ("FUN016", "functions[5].logLevel", "set INFO"),
    ),
    ("a short log", function(logRetentionDays=30), ("FUN017", "functions[5].logRetentionDays", "such as 400")),
    (
        "both colours pinned",
        function(aliases={"blue": {"version": "7"}, "green": {"version": "8"}}),
        ("FUN018", "functions[5].aliases.green.version", "blue is pinned to 7 and green to 8"),
    ),
    (
        "a caller that is stopped first",
        {"functions": [calls("extra", "transaction-processing", timeoutSeconds=5)]},
        ("FUN019", "functions[5].grants.functions[0].name", "may take 25 s"),
    ),
    (
        "events of a table that there is not",
        function(events={"tables": [{"name": "transaction"}]}),
        ("FUN060", "functions[5].events.tables[0].name", "no table 'transaction' whose changes 'extra' could read"),
    ),
    (
        "events of a table that has no stream",
        function(events={"tables": [{"name": "merchants"}]}),
        ("FUN061", "functions[5].events.tables[0].name", "set its 'stream', such as NEW_AND_OLD_IMAGES"),
    ),
    (
        "a name that is too long with the prefix and the suffix of the environment",
        {"environmentSuffix": "a" * 20, **function("f" * 40)},
        ("NAM001", "functions[5].name", "AWS allows 64"),
    ),
    (
        "a stopped function that runs on deploy",
        {"functions": [{"name": "database-migration", "runOnDeploy": True, "reservedConcurrency": 0}]},
        ("FUN080", "functions[4].reservedConcurrency", "which fails: set 1 or more"),
    ),
]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_once_at_its_field(sentence, spec, expected):
    code, path, words = expected
    (finding,) = [found for found in rule_findings(spec) if found.code[:3] in ("DBS", "FUN", "SEC", "NAM")]
    assert (finding.code, str(finding.pointer)) == (code, path)
    assert words in finding.message


def test_a_circle_of_three_is_told_at_each_of_its_calls():
    spec = {"functions": [calls("a", "b"), calls("b", "c"), calls("c", "a"), calls("outside", "a")]}
    found = [finding for finding in rule_findings(spec) if finding.code == "FUN010"]
    assert [finding.message.partition(":")[0] for finding in found] == [
        "a calls b calls c calls a",
        "b calls c calls a calls b",
        "c calls a calls b calls c",
    ]
    assert {finding.level for finding in found} == {"warning"}


FINE = [
    ("calls by the clock, with an event and without", scheduled("cron(0/5 1-4 ? * MON-FRI *)", input='{"a": 1}')),
    ("a function that a schedule calls", {"functions": [{"name": "extra", "events": {"schedule": "rate(1 hour)"}}]}),
    ("a function that a queue calls", {"functions": [{"name": "extra", "events": {"queues": [{"name": "work"}]}}]}),
    ("a call each hour", function(events={"schedule": "rate(1 hour)", "schedules": []})),
    ("the administrator's secret", granted("secrets", "master", database=True)),
    ("both endpoints", granted("parameters", "database/writer-endpoint", "database/reader-endpoint")),
    ("a user of the database, which no spec lists", granted("databaseUsers", "reporting", database=True)),
    ("verbs that complete each other", granted("tables", {"name": "merchants", "access": ["read", "scan", "update"]})),
    ("concurrency up to the last one", function(reservedConcurrency=697)),
    ("warm up to what is reserved", function(reservedConcurrency=5, aliases={"blue": {"provisionedConcurrency": 5}})),
    ("one colour pinned", function(aliases={"blue": {"version": "7"}})),
    ("a variable of Lambda's that may be set", environment("AWS_RETRY_MODE")),
    ("a function that another one calls", {"functions": [{"name": "extra"}, calls("caller", "extra")]}),
    (
        "a function that a topic calls",
        {
            "functions": [{"name": "extra"}],
            "topics": [
                {
                    "name": "system-errors",
                    "subscriptions": [
                        {
                            "name": "extra",
                            "protocol": "lambda",
                            "endpoint": "arn:aws:lambda:us-east-1:111122223333:function:lambda-extra-test",
                        }
                    ],
                }
            ],
        },
    ),
    ("a function that people call", {"functions": [{"name": "database-migration", "deployInput": "{}"}]}),
]


@pytest.mark.parametrize(("sentence", "spec"), FINE, ids=[case[0] for case in FINE])
def test_what_is_right_passes_without_a_word(sentence, spec):
    assert [found for found in rule_findings(spec) if found.code.startswith("FUN")] == []


def test_many_functions_that_call_each_other_are_told_once_each():
    names = [f"f-{number}" for number in range(30)]
    everyone = [{"name": name} for name in names]
    spec = {
        "account": {"lambdaConcurrency": 10_000},
        "functions": [{"name": name, "grants": {"functions": everyone}} for name in names],
    }
    found = [finding for finding in rule_findings(spec) if finding.code == "FUN010"]
    assert len(found) == len(names)
