"""A new environment's spec validates as it is written, never takes what is there, and says what a newcomer asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.analysis.address_blocks import next_block
from generator.analysis.resource_diff import resource_changes
from generator.analysis.scaffold import SIZES
from generator.builders.stack import plan_stack
from generator.cli.main import main
from generator.diagnostics.findings import has_errors
from generator.spec.resolve import resolve_file
from generator.validation.validate import check_file, check_rules

BASE = """\
awsRegion: eu-west-1
api: { endpointType: PRIVATE }
network: { interfaceEndpoints: [execute-api, secretsmanager, sns, ssm] }
"""


@pytest.fixture
def specs(tmp_path, monkeypatch):
    folder = tmp_path / "specs"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("with_base", [False, True], ids=["alone", "over a base"])
def test_a_starter_of_every_size_validates_at_once(specs, size, with_base):
    if with_base:
        (specs / "base.yaml").write_text(BASE)
    assert main(["new", "qa", "--size", size]) == 0
    findings = check_file(Path("specs/qa.yaml"))
    assert not has_errors(findings), [str(finding) for finding in findings]
    environment = resolve_file(Path("specs/qa.yaml")).environment
    assert environment.environment_suffix == "qa"
    assert environment.aws_region == ("eu-west-1" if with_base else "us-east-1")


def test_what_the_comments_offer_is_valid_too(specs):
    main(["new", "qa"])
    file = specs / "qa.yaml"
    offered = ("# tables:", "#   - name", "#     ", "#       -", "# monitoring:", "#   alarms:")
    lines = file.read_text().splitlines()
    file.write_text("\n".join(line[2:] if line.startswith(offered) else line for line in lines))
    assert not has_errors(check_file(file))
    environment = resolve_file(file).environment
    assert "refunds" in {table.name for table in environment.tables}
    assert {alarm.name: alarm for alarm in environment.monitoring.alarms}["api-latency-p99"].threshold == 1500


def test_sizes_make_stacks_that_differ(specs):
    built = {}
    for size in SIZES:
        main(["new", "qa", "--size", size, "--out", f"{size}.yaml"])
        built[size] = plan_stack(resolve_file(Path(f"{size}.yaml")).environment)
    assert resource_changes(built["small"], built["medium"])
    assert "aws_nat_gateway.nat-gateway-c" in set(built["large"].constructs) - set(built["medium"].constructs)


def test_no_file_is_ever_overwritten(specs, capsys):
    (specs / "qa.yaml").write_text("awsRegion: us-east-1\n")
    assert main(["new", "qa"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (specs / "qa.yaml").read_text() == "awsRegion: us-east-1\n"


def test_the_next_block_is_taken(specs):
    (specs / "one.yaml").write_text("environmentSuffix: one\nnetwork: { cidr: 10.10.0.0/16 }\n")
    (specs / "two.yaml").write_text(
        "environmentSuffix: two\nnetwork: { cidr: 10.1.0.0/16, onPremises: { cidrs: [10.20.0.0/14] } }\n"
    )
    main(["new", "qa"])
    assert resolve_file(specs / "qa.yaml").environment.network.cidr == "10.30.0.0/16"


def test_blocks_run_out_with_a_message():
    import ipaddress

    from generator.diagnostics.usage_error import UsageError

    with pytest.raises(UsageError, match=r"network\.cidr"):
        next_block([ipaddress.IPv4Network("10.0.0.0/8")])


def test_from_lays_it_over_an_environment(specs):
    (specs / "prod.yaml").write_text("environmentSuffix: prod\nproduction: true\nnetwork: { cidr: 10.10.0.0/16 }\n")
    assert main(["new", "prod-eu", "--from", "prod"]) == 0
    environment = resolve_file(specs / "prod-eu.yaml").environment
    assert (environment.environment_suffix, environment.production) == ("prod-eu", True)
    assert environment.network.cidr == "10.20.0.0/16"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Bad_Name"], "lower-case letters"),
        (["one"], "there is an environment 'one' already"),
        (["qa", "--size", "smal"], "did you mean 'small'?"),
        (["qa", "--from", "onne"], "did you mean 'one'?"),
        (["qa", "--from", "one", "--out", "elsewhere/qa.yaml"], "beside it"),
    ],
)
def test_wrong_usage_is_told_in_one_line(specs, arguments, words, capsys):
    (specs / "one.yaml").write_text("environmentSuffix: one\n")
    assert main(["new", *arguments]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_a_dash_prints_instead_of_writing(specs, capsys):
    assert main(["new", "qa", "--out", "-"]) == 0
    assert "environmentSuffix: qa" in capsys.readouterr().out
    assert list(specs.iterdir()) == []


def test_the_tutorial_leads_to_a_table_a_function_and_an_alarm(specs):
    """The words of docs/tutorial.md, laid over the starter that it begins with."""
    tutorial = (Path(__file__).resolve().parents[3] / "docs" / "tutorial.md").read_text(encoding="utf-8")
    main(["new", "qa"])
    added = tutorial.split("```yaml\n")[1].split("```")[0]
    (specs / "more.yaml").write_text(f"extends: qa.yaml\nenvironmentSuffix: more\n{added}")
    findings = check_rules(resolve_file(specs / "more.yaml"))
    assert not has_errors(findings), [str(finding) for finding in findings]
    assert {
        "aws_dynamodb_table.table-refunds",
        "aws_lambda_function.lambda-refunds",
        "aws_cloudwatch_metric_alarm.alarm-refunds-slow",
    } <= set(plan_stack(resolve_file(specs / "more.yaml").environment).constructs)
