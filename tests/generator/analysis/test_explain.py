"""What `payinfra explain` tells: values, layers, the schema's words; and what it says to whoever mistypes a path."""

from __future__ import annotations

import json

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


def rule_info(spec, path, capsys, *more):
    assert main(["explain", spec, path, "--format", "json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_value_shows_every_layer_that_it_overrides_down_to_the_schema(spec, capsys):
    told = rule_info(spec, "functions.fraud-detection.timeoutSeconds", capsys)
    places = [(said["where"].rpartition("/")[2], said["value"]) for said in told["from"]]
    assert places == [("qa.yaml:8", 7), ("base.yaml:4", 8), ("default of the schema", 10)]
    assert told["value"] == 7
    assert "second" in told["description"].lower()
    assert "at most" in told["allowed"]


def test_what_is_given_from_outside_overrides_all_files(spec, capsys):
    told = rule_info(spec, "environmentSuffix", capsys, "--suffix", "pr-7")
    assert told["from"][0] == {"where": "given from outside", "value": "pr-7"}
    assert told["from"][1]["where"].endswith("qa.yaml:2")


def test_a_value_of_the_schema_says_so(spec, capsys):
    told = rule_info(spec, "tables.transactions.globalSecondaryIndexes.by-merchant.hashKey", capsys)
    assert told["from"] == [{"where": "default of the schema", "value": "merchantId"}]
    assert "aws_dynamodb_table.table-transactions" in told["shapes"]


def test_changes_that_were_tried_are_told_with_what_they_change(spec, capsys):
    told = rule_info(spec, "database.readers.count", capsys)
    by_value = {change["value"]: change["changes"] for change in told["tried"]}
    assert "aws_rds_cluster_instance.aurora-4" in by_value[2]
    assert "aws_rds_cluster_instance.aurora-5" in by_value[4]


def test_a_section_shapes_what_its_values_do(spec, capsys):
    shapes = rule_info(spec, "encryption", capsys)["shapes"]
    assert {address.partition(".")[0] for address in shapes} == {"aws_kms_key"}
    assert len(shapes) == 5


def test_a_whole_entry_is_tried_under_another_name_where_it_is_needed(spec, capsys):
    shapes = rule_info(spec, "functions.fraud-detection", capsys)["shapes"]
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
    of_table = rule_info(str(spec), "tables.refunds", capsys)["shapes"]
    assert {"aws_dynamodb_table.table-refunds", "aws_iam_role_policy.role-lambda-refunds-policy"} <= set(of_table)
    assert "aws_sqs_queue.queue-dead-letters-refunds" not in of_table
    of_function = rule_info(str(spec), "functions.refunds", capsys)["shapes"]
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
