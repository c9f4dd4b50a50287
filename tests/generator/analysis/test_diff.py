"""Differences of specs and of the stacks that they make, between environments, files and revisions."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from generator.cli.main import main

BASE = "awsRegion: us-east-1\nencryption: { rotationDays: 365 }\n"
ONE = "extends: base.yaml\nenvironmentSuffix: one\n"
OTHER = """\
extends: base.yaml
environmentSuffix: other
network: { cidr: 10.1.0.0/16 }
encryption: { rotationDays: 200 }
tables:
  - { name: refunds, hashKey: refundId, attributes: [{ name: refundId }] }
"""


MOVED = "network: { cidr: 10.1.0.0/16 }\n"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository of specs with two environments in its first commit; the work tree is the current folder."""
    specs = tmp_path / "specs"
    specs.mkdir()
    for name, text in (("base", BASE), ("one", ONE), ("other", OTHER)):
        (specs / f"{name}.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    commit("first")
    return specs


def commit(message):
    subprocess.run(["git", "init", "-q"], check=True)
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "add", "-A"], check=True)
    subprocess.run(["git", *author, "commit", "-qm", message], check=True)


def compared(capsys, *arguments):
    assert main(["diff", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def actions(found):
    return {change["address"]: change["action"] for change in found["resources"]}


def test_two_environments_differ_in_substance_and_not_in_their_suffix(repository, capsys):
    found = compared(capsys, "one", "other", "--resources")
    assert {change["path"]: change["action"] for change in found["spec"]} == {
        "network.cidr": "changed",
        "encryption.rotationDays": "changed",
        "tables.refunds": "added",
    }
    assert actions(found)["aws_dynamodb_table.table-refunds"] == "added"
    assert actions(found)["aws_kms_key.key-data"] == "changed"
    assert "aws_sns_topic.topic-system-errors" not in actions(found)


def test_a_replaced_resource_takes_along_what_refers_to_it(repository, capsys):
    (repository / "one.yaml").write_text(ONE + MOVED)
    found = {change["address"]: change for change in compared(capsys, "one@HEAD", "--resources")["resources"]}
    assert found["aws_vpc.vpc"]["replacedBecauseOf"] == ["cidr_block"]
    assert found["aws_subnet.subnet-private-a"]["action"] == "replaced"
    assert found["aws_security_group.security-group-functions"]["replacedBecauseOf"] == ["vpc_id of aws_vpc.vpc"]


def test_only_the_part_of_an_argument_that_differs_is_shown(repository, capsys):
    (repository / "one.yaml").write_text(ONE + "api: { throttle: { burst: 222 } }\n")
    found = {change["address"]: change for change in compared(capsys, "one@HEAD", "--resources")["resources"]}
    (argument,) = found["aws_api_gateway_usage_plan.api-usage-plan"]["arguments"]
    assert argument == {"name": "throttle_settings.burst_limit", "before": 200, "after": 222}


def test_a_revision_is_compared_with_what_is_there_now(repository, capsys):
    (repository / "base.yaml").write_text("awsRegion: us-east-1\nencryption: { rotationDays: 300 }\n")
    (change,) = compared(capsys, "one@HEAD")["spec"]
    assert (change["path"], change["before"], change["after"]) == ("encryption.rotationDays", 365, 300)
    assert change["beforeAt"].endswith("base.yaml@HEAD:2:29") or "base.yaml" in change["beforeAt"]
    assert compared(capsys, "other@HEAD")["spec"] == []


def test_two_revisions_are_compared(repository, capsys):
    (repository / "one.yaml").write_text(ONE + "production: true\n")
    commit("second")
    (change,) = compared(capsys, "one@HEAD~1", "one@HEAD")["spec"]
    assert change["path"] == "production"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["one@nope"], "git: "),
        (["one@--output=x"], "is not a revision"),
        (["oone@HEAD"], "there was no specs/oone.yaml"),
        (["oone", "one"], "did you mean 'one'?"),
    ],
)
def test_a_side_that_is_not_there_is_told(repository, arguments, words, capsys):
    assert main(["diff", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_markdown_is_a_table_and_a_folded_list(repository, capsys):
    assert main(["diff", "one", "other", "--resources", "--format", "markdown"]) == 0
    text = capsys.readouterr().out
    assert "| `encryption.rotationDays` | `365` | `200` |" in text
    assert "+ aws_dynamodb_table.table-refunds" in text
    assert text.count("```") == 2


def test_text_counts_what_happens_to_resources(repository, capsys):
    assert main(["diff", "one", "other", "--resources"]) == 0
    text = capsys.readouterr().out
    assert "~ encryption.rotationDays: 365 -> 200" in text
    assert "+ aws_dynamodb_table.table-refunds" in text
    (repository / "one.yaml").write_text(ONE + MOVED)
    assert main(["diff", "one@HEAD", "--resources"]) == 0
    text = capsys.readouterr().out
    assert "+/- aws_vpc.vpc" in text
    assert "! nothing moves from one VPC to another" in text
    assert "cidr_block: 10.0.0.0/16 -> 10.1.0.0/16  # forces replacement" in text


def test_two_environments_are_compared_under_one_suffix_and_one_network(repository, capsys):
    found = compared(capsys, "one", "other", "--resources")
    assert [change for change in found["resources"] if change["action"] == "replaced"] == []
    assert found["notes"] == ["other is compared under the suffix 'one' and the addresses 10.0.0.0/16"]


def test_what_only_follows_from_a_replacement_is_one_line_below_it(repository, capsys):
    (repository / "one.yaml").write_text(ONE + MOVED)
    assert main(["diff", "one@HEAD", "--resources"]) == 0
    lines = capsys.readouterr().out.splitlines()
    vpc = lines.index("  +/- aws_vpc.vpc")
    assert re.match(r"      and with it \d+: aws_", lines[vpc + 3])
    assert "  +/- aws_security_group.security-group-functions" not in lines


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_a_summary_counts_and_names_what_is_lost(repository, format_, capsys):
    (repository / "one.yaml").write_text(ONE + MOVED)
    assert main(["diff", "one@HEAD", "--resources", "--summary", "--format", format_]) == 0
    text = capsys.readouterr().out
    assert "aws_vpc.vpc" in text
    assert "cidr_block" not in text
    assert len(text.splitlines()) < 40


def test_the_same_spec_has_no_differences(repository, capsys):
    found = compared(capsys, "other", "other", "--resources")
    assert found["spec"] == found["resources"] == []


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        ({}, []),
        ({"one.yaml": ONE + "production: true\n"}, ["one"]),
        ({"base.yaml": BASE.replace("365", "366")}, ["one"]),
        ({"base.yaml": BASE.replace("us-east-1", "us-west-2")}, ["one", "other"]),
        ({"base.yaml": f"# a comment\n{BASE}"}, []),
        ({"new.yaml": "environmentSuffix: new\n"}, ["new"]),
    ],
)
def test_a_change_touches_the_environments_whose_specs_say_something_else(repository, change, touched, capsys):
    for name, text in change.items():
        (repository / name).write_text(text)
    assert main(["affected", "--since", "HEAD"]) == 0
    assert capsys.readouterr().out.split() == touched


def test_affected_tells_why_and_speaks_json(repository, capsys):
    (repository / "one.yaml").write_text(ONE + "production: true\n")
    main(["affected", "--since", "HEAD", "--why"])
    assert capsys.readouterr().out == "one: production\n"
    main(["affected", "--since", "HEAD", "--json"])
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["environment"], found["because"]) == ("one", ["production"])


def test_an_unknown_revision_is_wrong_usage(repository, capsys):
    assert main(["affected", "--since", "nope"]) == 2
    assert "nope" in capsys.readouterr().err
