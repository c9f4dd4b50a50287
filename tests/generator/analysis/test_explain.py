"""What `payinfra explain` shows: values, layers, the schema's words; and its message for a path that is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.cli.main import main

BASE = """\
database:
  readers: { count: 2 }
functions:
  - { name: fraud-detection, timeoutSeconds: 8 }
"""
ENVIRONMENT = """\
extends: base.yaml
environmentSuffix: qa
database:
  readers:
    count: 3
functions:
  - name: fraud-detection
    timeoutSeconds: 7
"""


@pytest.fixture
def spec(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "qa.yaml").write_text(ENVIRONMENT)
    return str(tmp_path / "qa.yaml")


def explained(spec, path, capsys, *more):
    assert main(["explain", spec, path, "--format", "json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_value_shows_every_layer_that_it_overrides_down_to_the_schema(spec, capsys):
    found = explained(spec, "functions.fraud-detection.timeoutSeconds", capsys)
    places = [(layer["where"].rpartition("/")[2], layer["value"]) for layer in found["from"]]
    assert places == [("qa.yaml:8", 7), ("base.yaml:4", 8), ("default of the schema", 10)]
    assert found["value"] == 7
    assert "second" in found["description"].lower()
    assert "at most" in found["allowed"]


def test_what_is_given_from_outside_overrides_all_files(spec, capsys):
    found = explained(spec, "environmentSuffix", capsys, "--suffix", "pr-7")
    assert found["from"][0] == {"where": "given from outside", "value": "pr-7"}
    assert found["from"][1]["where"].endswith("qa.yaml:2")


def test_a_value_of_the_schema_says_so(spec, capsys):
    found = explained(spec, "tables.transactions.globalSecondaryIndexes.by-merchant.hashKey", capsys)
    assert found["from"] == [{"where": "default of the schema", "value": "merchantId"}]
    assert "aws_dynamodb_table.table-transactions" in found["shapes"]


def test_each_other_value_is_shown_with_what_it_changes_in_the_stack_as_it_is(spec, capsys):
    found = explained(spec, "database.readers.count", capsys)
    by_value = {effect["value"]: effect["changes"] for effect in found["effects"]}
    assert "aws_rds_cluster_instance.aurora-4" in by_value[2]
    assert "aws_secretsmanager_secret_rotation.secret-app-database-rotation" in by_value[4]
    # A fifth would be new.
    assert not any("aurora-5" in address for address in (*by_value[4], *found["shapes"]))


def test_a_value_that_the_rules_refuse_alone_says_which(spec, capsys):
    found = explained(spec, "loadBalancer.targets.fraud-detection.weights.blue", capsys)
    assert {code for effect in found["effects"] for code in effect["refusedBy"]} == {"LBR001"}


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("functions.fraud-detection.grants.tables", "aws_lambda_function.lambda-fraud-detection"),
        (
            "monitoring.alarms.function-errors.metrics.errors.named",
            "aws_cloudwatch_metric_alarm.alarm-function-errors--fraud-detection",
        ),
        (
            "monitoring.alarms.function-errors.exclude",
            "aws_cloudwatch_metric_alarm.alarm-function-errors--fraud-detection",
        ),
        ("api.routes.screen-payment.target", "aws_lb_listener_rule.listener-rule-route-screen-payment"),
        ("tables.merchants.name", "aws_dynamodb_table.table-merchants"),
    ],
)
def test_what_a_path_shapes_has_the_path_among_its_contributors(spec, path, address, capsys):
    assert address in explained(spec, path, capsys)["shapes"]
    contributors = [one["path"] for one in explained(spec, address, capsys)["contributors"]]
    assert any(one.startswith(path.removesuffix(".name")) for one in contributors)


def test_an_entry_says_whether_the_resource_is_there_without_it(spec, capsys):
    found = explained(spec, "aws_cloudwatch_metric_alarm.alarm-table-throttles--merchants", capsys)
    existence = {one["path"]: one["existence"] for one in found["contributors"] if one["existence"]}
    assert existence["monitoring.alarms.table-throttles"] == "without it there would be no such resource"
    assert existence["tables.merchants"] == "of another name, it would be another resource"
    assert existence["topics.system-errors"] == "the resource refers to it"


def test_a_section_shapes_what_its_values_do(spec, capsys):
    shapes = explained(spec, "encryption", capsys)["shapes"]
    assert {address.partition(".")[0] for address in shapes} == {"aws_kms_key"}
    assert len(shapes) == 5


def test_a_whole_entry_shapes_what_depends_on_its_name(spec, capsys):
    shapes = explained(spec, "functions.fraud-detection", capsys)["shapes"]
    assert "aws_lambda_function.lambda-fraud-detection" in shapes
    assert "aws_lambda_function.lambda-payment-validation" not in shapes


def test_an_entry_is_not_taken_for_its_namesake_in_another_section(tmp_path, capsys):
    spec = tmp_path / "qa.yaml"
    spec.write_text("""\
environmentSuffix: qa
functions:
  - { name: refunds, runOnDeploy: true, grants: { tables: [{ name: refunds, access: [read] }] } }
tables:
  - { name: refunds, hashKey: id, attributes: [{ name: id }] }
""")
    of_table = explained(str(spec), "tables.refunds", capsys)["shapes"]
    assert {"aws_dynamodb_table.table-refunds", "aws_iam_role_policy.role-lambda-refunds-policy"} <= set(of_table)
    assert "aws_sqs_queue.queue-dead-letters-refunds" not in of_table
    of_function = explained(str(spec), "functions.refunds", capsys)["shapes"]
    assert "aws_dynamodb_table.table-refunds" not in of_function


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("functions.fraud-detection.timeoutSecond", "did you mean 'timeoutSeconds'?"),
        ("functions.fraud-detecton.timeoutSeconds", "in functions (did you mean 'fraud-detection'?)"),
        ("functons", "in a spec (did you mean 'functions'?)"),
        ("awsRegion.x", "awsRegion is a plain value"),
        ("encryption.zzz", "there are rotationDays"),
        ("aws_kms_key.key-dta", "did you mean 'aws_kms_key.key-data'?"),
    ],
)
def test_an_unknown_path_or_address_names_the_nearest(spec, path, words, capsys):
    assert main(["explain", spec, path]) == 2
    assert words in capsys.readouterr().err


def test_text_reads_from_the_value_down_to_the_resources(spec, capsys):
    main(["explain", spec, "functions.fraud-detection.timeoutSeconds"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "functions.fraud-detection.timeoutSeconds = 7"
    assert any(line.startswith("  overrides ") and line.endswith("base.yaml:4: 8") for line in lines)
    assert "    aws_lambda_function.lambda-fraud-detection" in lines


MOVING = """\
environmentSuffix: qa
network: { onPremises: { cidrs: [192.168.0.0/16] } }
migration:
  phase: replicate
  source: { host: 192.168.10.20, tables: ["payments.*"] }
  relay: { addresses: [192.168.10.11], serverName: payments.example.internal }
"""


@pytest.fixture
def moving(tmp_path):
    (tmp_path / "moving.yaml").write_text(MOVING)
    return str(tmp_path / "moving.yaml")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("migration.replication.maximumLagSeconds", "aws_cloudwatch_metric_alarm.alarm-migration-replication-lag"),
        ("migration.replication.maximumLagSeconds", "aws_ssm_parameter.parameter-migration"),
        ("migration.source.database", "aws_ssm_parameter.parameter-migration"),
        ("migration.source.tables", "aws_ssm_parameter.parameter-migration"),
    ],
)
def test_a_value_that_its_section_hands_on_shapes_what_it_stands_in(moving, path, address, capsys):
    assert address in explained(moving, path, capsys)["shapes"]
    assert main(["explain", moving, address, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert path in [place["path"] for place in found["contributors"]]


def test_what_the_author_has_set_otherwise_is_not_handed_on(moving, capsys):
    own = "monitoring: { alarms: [{ name: migration-replication-lag, threshold: 5 }] }\n"
    Path(moving).write_text(MOVING + own, encoding="utf-8")
    shaped = explained(moving, "migration.replication.maximumLagSeconds", capsys)["shapes"]
    assert "aws_cloudwatch_metric_alarm.alarm-migration-replication-lag" not in shaped
    assert "aws_cloudwatch_metric_alarm.alarm-migration-fallback-lag" in shaped
