"""Rules over the database: each fault is told once, at its field, in words that mend it."""

from __future__ import annotations

from typing import Any

import pytest

from generator.packaging.archives import LAMBDA_SOURCE
from generator.rules.database_certificate_missing import BUNDLED_REGION
from tests.support.stacks import rule_findings


def database(**changes: Any) -> dict[str, Any]:
    return {"database": changes}


def production(**changes: Any) -> dict[str, Any]:
    return {"production": True, "database": changes}


def scaling(count: int = 1, **changes: Any) -> dict[str, Any]:
    return database(readers={"count": count, "autoscaling": {"enabled": True, **changes}})


def proxy(**changes: Any) -> dict[str, Any]:
    return database(proxy={"enabled": True, **changes})


OTHER_LOGIN = {"name": "ledger", "kind": "database", "rotation": {"function": "ledger-rotation"}}
ROTATES_IT = {
    "name": "ledger-rotation",
    "timeoutSeconds": 60,
    "database": True,
    "grants": {"secrets": [{"name": "ledger", "access": ["rotate"]}, {"name": "master"}]},
}

TRUSTS = {"environment": [{"name": "DATABASE_CA_FILE", "value": "eu-west-1.pem"}]}

PAUSES = {"minimumCapacity": 0}
PARAMETER = "database.parameters[0]."


def parameter(name: str, value: str) -> dict[str, Any]:
    return database(parameters=[{"name": name, "value": value, "applyMethod": "pending-reboot"}])


CASES = [
    (
        "a maintenance window inside the daily backup",
        database(maintenanceWindow="mon:03:30-mon:04:30"),
        ("DBS001", "database.maintenanceWindow", "overlaps the daily backup at 03:00-04:00"),
    ),
    (
        "a maintenance window that runs over the end of the week into the backup",
        database(maintenanceWindow="sun:23:30-mon:03:30"),
        ("DBS001", "database.maintenanceWindow", "overlaps"),
    ),
    (
        "a backup window over midnight that maintenance begins in",
        database(backup={"window": "23:30-00:30"}, maintenanceWindow="tue:00:15-tue:01:00"),
        ("DBS001", "database.maintenanceWindow", "overlaps"),
    ),
    (
        "a backup window of ten minutes",
        database(backup={"window": "03:00-03:10"}),
        ("DBS001", "database.backup.window", "lasts 10 minutes: give it 30"),
    ),
    (
        "a backup window of no minutes",
        database(backup={"window": "03:00-03:00"}),
        ("DBS001", "database.backup.window", "lasts 0 minutes"),
    ),
    (
        "a maintenance window of 20 minutes",
        database(maintenanceWindow="sun:05:00-sun:05:20"),
        ("DBS001", "database.maintenanceWindow", "lasts 20 minutes"),
    ),
    (
        "a version out of support",
        database(engineVersion="11"),
        ("DBS002", "database.engineVersion", "choose 14, 15, 16, 17"),
    ),
    (
        "a version whose support ends soonest",
        database(engineVersion="14"),
        ("DBS002", "database.engineVersion", "ends on 2027-02-28"),
    ),
    ("scaling without a reader", scaling(0), ("DBS003", "database.readers.count", "set the count to 1 or more")),
    (
        "scaling below the count",
        scaling(4, maximum=2),
        ("DBS003", "database.readers.autoscaling.maximum", "4 are always there"),
    ),
    (
        "scaling that never adds a reader",
        scaling(2, maximum=2),
        ("DBS003", "database.readers.autoscaling.maximum", "nothing is ever added"),
    ),
    (
        "a target of more than all CPU",
        scaling(target=120),
        ("DBS003", "database.readers.autoscaling.target", "set 1 to 100"),
    ),
    (
        "crossed bounds of capacity",
        database(serverless={"minimumCapacity": 8, "maximumCapacity": 4}),
        ("DBS004", "database.serverless.minimumCapacity", "raise 'maximumCapacity'"),
    ),
    (
        "a family that is a slip",
        database(instanceClass="db.r7h.large"),
        ("DBS005", "database.instanceClass", "did you mean 'r7"),
    ),
    (
        "a family of another engine, for the readers",
        database(readers={"instanceClass": "db.m5.large"}),
        ("DBS005", "database.readers.instanceClass", "'m5'"),
    ),
    (
        "a size that a burstable family has not",
        database(instanceClass="db.t4g.micro"),
        ("DBS005", "database.instanceClass", "medium or large only"),
    ),
    (
        "a size that is too small for a family",
        database(instanceClass="db.r7g.small"),
        ("DBS005", "database.instanceClass", "such as db.r7g.large"),
    ),
    (
        "few days of backups in production",
        production(backup={"retentionDays": 3}),
        ("DBS006", "database.backup.retentionDays", "set 'retentionDays' to 7"),
    ),
    (
        "a retention that Performance Insights does not offer",
        database(insights={"retentionDays": 90}),
        ("DBS007", "database.insights.retentionDays", "such as 93"),
    ),
    (
        "the advanced mode with the retention of the standard one",
        database(insights={"mode": "advanced", "retentionDays": 31}),
        ("DBS007", "database.insights.retentionDays", "465 days at least"),
    ),
    ("a reserved name of the database", database(databaseName="user"), ("DBS008", "database.databaseName", "reserved")),
    (
        "a reserved prefix of the owner",
        database(masterUsername="rds_owner"),
        ("DBS008", "database.masterUsername", "reserved"),
    ),
    (
        "a proxy with a secret that is a slip",
        proxy(secret="app-databse"),
        ("DBS009", "database.proxy.secret", "did you mean 'app-database'?"),
    ),
    (
        "a proxy with a secret that is no login",
        {**proxy(secret="acquirer-api"), "secrets": [{"name": "acquirer-api"}]},
        ("DBS009", "database.proxy.secret", "set its kind to 'database'"),
    ),
    (
        "a function that logs in with another secret than the proxy's",
        {
            **proxy(),
            "secrets": [OTHER_LOGIN],
            "functions": [
                ROTATES_IT,
                {"name": "transaction-processing", "grants": {"secrets": [{"name": "ledger"}]}},
            ],
        },
        ("DBS009", "functions[2].grants.secrets[1].name", "the proxy knows secret 'app-database' only"),
    ),
    (
        "a minor version beside automatic upgrades",
        database(engineVersion="17.5"),
        ("DBS010", "database.engineVersion", 'set "17", or autoMinorVersionUpgrade: false'),
    ),
    (
        "upgrades by hand",
        database(engineVersion="17.5", autoMinorVersionUpgrade=False),
        ("DBS010", "database.autoMinorVersionUpgrade", "6.3.3"),
    ),
    (
        "TLS that is switched off",
        database(parameters=[{"name": "rds.force_ssl", "value": "0"}]),
        ("DBS011", "database.parameters[0].name", "no login without TLS"),
    ),
    (
        "a parameter with the name of an endpoint",
        {"parameters": [{"name": "database/writer-endpoint", "value": "x"}]},
        ("DBS012", "parameters[2].name", "made with the database"),
    ),
    (
        "a burstable writer in production",
        production(instanceClass="db.t4g.medium", readers={"instanceClass": "db.r7g.large"}),
        ("DBS013", "database.instanceClass", "unfit for production"),
    ),
    (
        "burstable readers in production",
        production(readers={"instanceClass": "db.t3.large"}),
        ("DBS013", "database.readers.instanceClass", "unfit for production"),
    ),
    (
        "no reader in production",
        production(readers={"count": 0}),
        ("DBS014", "database.readers.count", "the reader endpoint leads to it, too"),
    ),
    ("no audit trail", database(logs={"exports": ["instance"]}), ("DBS015", "database.logs.exports", "add it")),
    (
        "an audit trail of three months",
        database(logs={"retentionDays": 90}),
        ("DBS015", "database.logs.retentionDays", "such as 400"),
    ),
    (
        "a static parameter at once",
        database(parameters=[{"name": "max_connections", "value": "500"}]),
        ("DBS016", "database.parameters[0].name", "applyMethod: pending-reboot"),
    ),
    (
        "a lasting permission for major upgrades",
        database(allowMajorVersionUpgrade=True, applyImmediately=True),
        ("DBS017", "database.allowMajorVersionUpgrade", "drop it"),
    ),
    (
        "an unknown topic for the events of the database",
        database(eventTopics=["system-error"]),
        ("DBS052", "database.eventTopics[0]", "did you mean 'system-errors'?"),
    ),
    (
        "changes at once in production",
        production(applyImmediately=True),
        ("DBS018", "database.applyImmediately", "maintenanceWindow"),
    ),
    (
        "more idle connections than open ones",
        proxy(maxConnectionsPercent=30),
        ("DBS019", "database.proxy.maxIdleConnectionsPercent", "set 30 or less"),
    ),
    (
        "a proxy that takes all connections",
        proxy(maxConnectionsPercent=100),
        ("DBS019", "database.proxy.maxConnectionsPercent", "set 90 or less"),
    ),
    (
        "a region whose authorities the functions do not know",
        {
            "awsRegion": "eu-west-1",
            "functions": [{"name": "credential-rotation", **TRUSTS}, {"name": "database-migration", **TRUSTS}],
        },
        ("DBS020", "awsRegion", "DATABASE_CA_FILE"),
    ),
    (
        "production that pauses",
        production(serverless=PAUSES),
        ("DBS060", "database.serverless.minimumCapacity", "its next caller waits 15 s for it: set 0.5 or more"),
    ),
    (
        "a pause that the proxy prevents",
        database(serverless=PAUSES, proxy={"enabled": True}),
        ("DBS061", "database.serverless.minimumCapacity", "no instance ever pauses"),
    ),
    (
        "a cluster from nowhere",
        database(restoreFrom={}),
        ("DBS063", "database.restoreFrom", "give 'snapshot', or 'cluster'"),
    ),
    (
        "a cluster from two places",
        database(restoreFrom={"snapshot": "nightly", "cluster": "aurora-prod"}),
        ("DBS063", "database.restoreFrom", "one of both"),
    ),
    (
        "a snapshot of another moment",
        database(restoreFrom={"snapshot": "nightly", "time": "2026-11-28T06:30:00Z"}),
        ("DBS063", "database.restoreFrom.time", "a snapshot is of one moment"),
    ),
    (
        "a wait that outlasts the API",
        proxy(borrowTimeoutSeconds=60),
        ("DBS019", "database.proxy.borrowTimeoutSeconds", "29 s"),
    ),
    ("a parameter that is a slip", parameter("work_memory", "1"), ("DBS080", PARAMETER + "name", "'work_mem'")),
    ("a parameter of MySQL", parameter("binlog_format", "ROW"), ("DBS080", PARAMETER + "name", "SHOW ALL lists")),
    ("a slip in one of RDS", parameter("rds.force_sll", "1"), ("DBS080", PARAMETER + "name", "'rds.force_ssl'")),
    ("megabytes for kilobytes", parameter("work_mem", "64MB"), ("DBS081", PARAMETER + "value", 'write "65536"')),
    ("minutes for milliseconds", parameter("statement_timeout", "5min"), ("DBS081", PARAMETER + "value", '"300000"')),
    ("a word for a number", parameter("work_mem", "lots"), ("DBS081", PARAMETER + "value", "number of kB")),
    ("a number that is too large", parameter("work_mem", "9" * 12), ("DBS081", PARAMETER + "value", "the most is")),
    ("a word for a switch", parameter("autovacuum", "on"), ("DBS081", PARAMETER + "value", 'write "1"')),
    ("no word of a list", parameter("bytea_output", "loud"), ("DBS081", PARAMETER + "value", "escape, hex")),
]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_once_at_its_field(sentence, spec, expected):
    code, path, words = expected
    (finding,) = [found for found in rule_findings(spec) if found.code[:3] in ("DBS", "FUN", "SEC", "NAM")]
    assert (finding.code, str(finding.pointer)) == (code, path)
    assert words in finding.message


FINE = [
    ("serverless with instances as readers", database(readers={"instanceClass": "db.r7g.2xlarge"})),
    ("windows that meet but do not overlap", database(maintenanceWindow="mon:04:00-mon:04:30")),
    ("a pinned major version", database(engineVersion="16")),
    ("another time-out than the platform's", database(parameters=[{"name": "statement_timeout", "value": "10000"}])),
    ("a formula", parameter("max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)")),
    ("a parameter of an extension", parameter("pg_stat_statements.save", "1")),
    ("a parameter of a later version", parameter("transaction_timeout", "60000")),
    ("a dynamic parameter", database(parameters=[{"name": "work_mem", "value": "16384"}])),
    (
        "a static one at the next restart",
        database(parameters=[{"name": "max_connections", "value": "500", "applyMethod": "pending-reboot"}]),
    ),
    ("the longest insights", database(insights={"mode": "advanced", "retentionDays": 731})),
    ("scaling by connections above a hundred", scaling(metric="connections", target=500)),
    ("the proxy with its defaults", proxy()),
    ("a database of a test that pauses", database(serverless=PAUSES, engineVersion="16")),
    ("instances that cannot pause", {"production": True, **database(serverless=PAUSES, instanceClass="db.r7g.large")}),
    ("a cluster from a snapshot", database(restoreFrom={"snapshot": "nightly"})),
    ("a cluster from a moment of another", database(restoreFrom={"cluster": "aurora-prod"})),
    ("a proxy that is off may say anything", database(proxy={"secret": "nowhere", "maxConnectionsPercent": 100})),
    ("a burstable instance outside production", database(instanceClass="db.t4g.medium")),
    ("production as it comes", {"production": True}),
]


@pytest.mark.parametrize(("sentence", "spec"), FINE, ids=[case[0] for case in FINE])
def test_what_is_right_passes_without_a_word(sentence, spec):
    assert [found for found in rule_findings(spec) if found.code.startswith("DBS")] == []


@pytest.mark.parametrize(
    ("version", "words"),
    [("17.99", "17.4 is the first"), ("17.1", 'write "17"'), ("17.6", None), ("16.20", None), ("17", None)],
)
def test_a_minor_version_is_one_that_aurora_can_have(version, words):
    spec = database(engineVersion=version, autoMinorVersionUpgrade=False)
    found = [finding for finding in rule_findings(spec) if finding.code == "DBS082"]
    assert [str(finding.pointer) for finding in found] == ["database.engineVersion"] * bool(words)
    assert all(words in finding.message for finding in found)


def test_what_only_hurts_is_a_warning_and_what_aws_refuses_an_error():
    hurts = rule_findings(production(readers={"count": 0}, applyImmediately=True, backup={"retentionDays": 1}))
    refused = rule_findings(
        database(readers={"count": 1}, maintenanceWindow="mon:03:30-mon:04:30", databaseName="user")
    )
    assert {found.level for found in hurts if found.code.startswith("DBS")} == {"warning"}
    assert {found.level for found in refused if found.code.startswith("DBS")} == {"error"}


@pytest.mark.parametrize(
    ("version", "refused"), [("16.2", ["DBS062"]), ("16.3", []), ("15.6", ["DBS062"]), ("17.4", [])]
)
def test_a_version_that_cannot_pause_is_refused(version, refused):
    pinned = database(serverless=PAUSES, engineVersion=version, autoMinorVersionUpgrade=False)
    found = [found for found in rule_findings(pinned) if found.level == "error"]
    assert [fault.code for fault in found] == refused
    for fault in found:
        assert (str(fault.pointer), "cannot pause" in fault.message) == ("database.serverless.minimumCapacity", True)


def test_the_bundle_that_the_functions_bring_is_of_the_region_that_the_rule_knows():
    (bundle,) = (LAMBDA_SOURCE / "adapters" / "certificates").glob("*.pem")
    assert bundle.stem == f"amazon-rds-{BUNDLED_REGION}"


@pytest.mark.parametrize("at_once", [False, True])
def test_a_major_upgrade_is_made_at_once_or_its_old_parameter_group_stays_in_use(at_once):
    found = rule_findings(production(engineVersion="17", allowMajorVersionUpgrade=True, applyImmediately=at_once))
    codes = {finding.code for finding in found if finding.code.startswith("DBS")}
    assert codes == ({"DBS017"} if at_once else {"DBS017", "DBS050"})
