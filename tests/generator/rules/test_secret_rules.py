"""Rules over secrets and their rotation."""

from __future__ import annotations

from typing import Any

import pytest

from generator.aws.rotation_schedule import longest_gap_days
from tests.support.stacks import rule_findings


def rotation(**changes: Any) -> dict[str, Any]:
    return {"secrets": [{"name": "app-database", "rotation": changes}]}


def rotator(**changes: Any) -> dict[str, Any]:
    return {"functions": [{"name": "credential-rotation", **changes}]}


KEY_ROTATION = {
    "name": "key-rotation",
    "timeoutSeconds": 60,
    "grants": {"secrets": [{"name": "acquirer-api", "access": ["rotate"]}]},
}
READER = {"name": "transaction-processing", "grants": {"secrets": [{"name": "acquirer-api"}]}}

CASES = [
    (
        "a secret with the name of the administrator's",
        {"secrets": [{"name": "master"}]},
        ("SEC001", "secrets[1].name", "RDS manages"),
    ),
    (
        "a rotation function that is a slip",
        rotation(function="credential-rotatoin"),
        ("SEC002", "secrets[0].rotation.function", "did you mean 'credential-rotation'?"),
    ),
    (
        "a rotation function that is nowhere near",
        rotation(function="zzz"),
        ("SEC002", "secrets[0].rotation.function", "set null to change the secret by hand"),
    ),
    (
        "a login that nobody rotates",
        {
            "secrets": [{"name": "app-database", "rotation": {"function": None}}],
            "functions": [{"name": "credential-rotation", "remove": True}],
        },
        ("SEC003", "secrets[0].rotation.function", "name a rotation function"),
    ),
    ("a year between rotations", rotation(days=365), ("SEC004", "secrets[0].rotation.days", "every 90 days")),
    (
        "a schedule of half a year",
        rotation(schedule="cron(0 2 1 1/6 ? *)"),
        ("SEC004", "secrets[0].rotation.schedule", "up to 186 days"),
    ),
    ("a rate of 200 days", rotation(schedule="rate(200 days)"), ("SEC004", "secrets[0].rotation.schedule", "200 days")),
    (
        "a schedule that ends",
        rotation(schedule="cron(0 2 1 * ? 2027)"),
        ("SEC004", "secrets[0].rotation.schedule", "put * in the last field"),
    ),
    (
        "a rate that is too quick",
        rotation(schedule="rate(2 hours)"),
        ("SEC005", "secrets[0].rotation.schedule", "rate(4 hours)"),
    ),
    (
        "a window into the next day",
        rotation(schedule="cron(0 22 1 * ? *)", windowHours=4),
        ("SEC005", "secrets[0].rotation.windowHours", "set 2 at most"),
    ),
    (
        "a window into the next rotation",
        rotation(schedule="rate(6 hours)", windowHours=7),
        ("SEC005", "secrets[0].rotation.windowHours", "set 6 at most"),
    ),
    (
        "a cron that is too quick",
        rotation(schedule="cron(0 */2 * * ? *)"),
        ("SEC005", "secrets[0].rotation.schedule", "write */4"),
    ),
    (
        "a cron of an hour that no day has",
        rotation(schedule="cron(0 25 1 * ? *)"),
        ("SEC005", "secrets[0].rotation.schedule", "the hour of the cron makes no sense"),
    ),
    (
        "a cron of a month that no year has",
        rotation(schedule="cron(0 2 1 JANUARY/x ? *)"),
        ("SEC005", "secrets[0].rotation.schedule", "the month of the cron makes no sense"),
    ),
    (
        "a cron of a day of the month and of the week",
        rotation(schedule="cron(0 2 * * * *)"),
        ("SEC005", "secrets[0].rotation.schedule", "put ? for the other"),
    ),
    (
        "a window of a cron into its next hour",
        rotation(schedule="cron(0 2,8 * * ? *)", windowHours=7),
        ("SEC005", "secrets[0].rotation.windowHours", "set 6 at most"),
    ),
    (
        "a rotation function without the verb",
        {
            "secrets": [{"name": "acquirer-api", "rotation": {"function": "key-rotation"}}],
            "functions": [READER, {"name": "key-rotation", "timeoutSeconds": 60}],
        },
        ("SEC006", "secrets[1].rotation.function", "with access [rotate]"),
    ),
    (
        "a rotation function without the administrator's secret",
        rotator(grants={"secrets": [{"name": "master", "remove": True}]}),
        ("SEC006", "secrets[0].rotation.function", "the secret 'master' with access [read]"),
    ),
    (
        "rotation of the secret that RDS rotates",
        rotator(grants={"secrets": [{"name": "master", "access": ["read", "rotate"]}]}),
        ("SEC007", "functions[3].grants.secrets[1].access", "grant access [read]"),
    ),
    (
        "a rotation function in haste",
        rotator(timeoutSeconds=10),
        ("SEC008", "functions[3].timeoutSeconds", "set 30 or more"),
    ),
    (
        "a rotation function behind the API, which allows no more",
        {
            "secrets": [{"name": "acquirer-api", "rotation": {"function": "fraud-detection"}}],
            "functions": [{**KEY_ROTATION, "name": "fraud-detection", "timeoutSeconds": 28}, READER],
        },
        ("SEC008", "secrets[1].rotation.function", "let one of its own rotate"),
    ),
    (
        "a rotation by unpublished code",
        rotation(alias=None),
        ("SEC009", "secrets[0].rotation.alias", "set 'blue' or 'green'"),
    ),
    (
        "a secret that nothing reads",
        {"secrets": [{"name": "acquirer-api"}]},
        ("SEC010", "secrets[1].name", "grant it to a function"),
    ),
    (
        "a secret that is only rotated",
        {
            "secrets": [{"name": "acquirer-api", "rotation": {"function": "key-rotation"}}],
            "functions": [KEY_ROTATION],
        },
        ("SEC010", "secrets[1].name", "only 'key-rotation', which rotates it, has access to"),
    ),
    (
        "a key that would become a login",
        {
            "secrets": [{"name": "acquirer-api", "rotation": {"function": "credential-rotation"}}],
            "functions": [
                READER,
                {
                    "name": "credential-rotation",
                    "grants": {"secrets": [{"name": "acquirer-api", "access": ["rotate"]}]},
                },
            ],
        },
        ("SEC011", "secrets[1].rotation.function", "would overwrite 'acquirer-api'"),
    ),
    (
        "a suffix that looks like the end of an ARN",
        {"environmentSuffix": "pr-abc123"},
        ("SEC012", "environmentSuffix", "'secret-app-database-pr-abc123' ends like the ARN"),
    ),
    (
        "two logins of the same two users",
        {
            "secrets": [{"name": "ledger", "kind": "database", "rotation": {"function": "credential-rotation"}}],
            "functions": [
                {"name": "credential-rotation", "grants": {"secrets": [{"name": "ledger", "access": ["rotate"]}]}},
                {"name": "transaction-processing", "grants": {"secrets": [{"name": "ledger"}]}},
            ],
        },
        ("SEC011", "secrets[1].rotation.function", "'app-database' has the same two users"),
    ),
    (
        "the 31st of February",
        rotation(schedule="cron(0 3 31 2 ? *)"),
        ("SEC080", "secrets[0].rotation.schedule", "never rotated"),
    ),
    (
        "a year that is over",
        rotation(schedule="cron(0 3 1 * ? 2020)"),
        ("SEC080", "secrets[0].rotation.schedule", "all years that it names are over"),
    ),
    (
        "the 31st of months that have thirty days",
        rotation(schedule="cron(0 3 31 APR,JUN,SEP,NOV ? *)"),
        ("SEC080", "secrets[0].rotation.schedule", "write cron(0 2 1 * ? *)"),
    ),
]
# A stack with this fault has these as well, and rightly so.
BESIDES = {
    "a secret with the name of the administrator's": {"SEC010"},
    "rotation of the secret that RDS rotates": {"FUN002"},
    "a rotation function that is a slip": {"FUN011"},
    "a login that nobody rotates": set(),
}


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_once_at_its_field(sentence, spec, expected):
    code, path, words = expected
    found = [found for found in rule_findings(spec) if found.code[:3] in ("DBS", "FUN", "SEC", "NAM")]
    (finding,) = [finding for finding in found if finding.code not in BESIDES.get(sentence, ())]
    assert (finding.code, str(finding.pointer)) == (code, path)
    assert words in finding.message


def test_a_stopped_rotation_function_is_an_error_at_the_secret():
    found = {
        (finding.code, str(finding.pointer), finding.level) for finding in rule_findings(rotator(reservedConcurrency=0))
    }
    assert ("SEC002", "secrets[0].rotation.function", "error") in found


FINE = [
    ("a monthly cron with a window", rotation(schedule="cron(0 2 1 * ? *)", windowHours=3)),
    (
        "a quarterly cron is 93 days in the worst case, a two-monthly one is not",
        rotation(schedule="cron(0 2 1 */2 ? *)"),
    ),
    ("every four hours with a window of four", rotation(schedule="rate(4 hours)", windowHours=4)),
    ("90 days", rotation(days=90)),
    (
        "a generic secret that is read and changed by hand",
        {"secrets": [{"name": "acquirer-api"}], "functions": [READER]},
    ),
]


@pytest.mark.parametrize(("sentence", "spec"), FINE, ids=[case[0] for case in FINE])
def test_what_is_right_passes_without_a_word(sentence, spec):
    assert [found for found in rule_findings(spec) if found.code.startswith("SEC")] == []


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ("rate(12 hours)", 1),
        ("rate(1 day)", 1),
        ("cron(0 2 * * ? *)", 31),
        ("cron(0 2 1 JAN,JUL ? *)", 6 * 31),
        ("cron(0 2 1 JAN ? *)", 12 * 31),
        ("cron(0 2 1 3-12 ? *)", 3 * 31),
        ("cron(0 2 1 */2 ? *)", 2 * 31),
        ("cron(0 2 1 1,4,OCT ? *)", 6 * 31),
    ],
)
def test_the_longest_gap_of_a_schedule(schedule, days):
    assert longest_gap_days(schedule) == days
