"""`payinfra comply`, and what `compliance` in a spec does to `payinfra synth`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time

import pytest

from generator import cli
from generator.comply import faults_of
from generator.controls.report.forms import FORMATS
from generator.findings import SpecError
from generator.pipeline import load_environment
from generator.synth import synthesize
from tests.generator.controls.shipped import DAY, SPECS, report

# Nobody is told of alarms: nothing that AWS refuses, and a control fails.
FAILING = {"topics": [{"name": "failed-transactions"}, {"name": "system-errors"}]}


def environment(**spec):
    return load_environment({"environmentSuffix": "cmp", **spec})


@pytest.fixture(scope="module")
def failing_stack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("failing")
    (file,) = synthesize([environment(compliance="off", **FAILING)], folder / "out")
    return file


def test_enforce_refuses_to_publish_and_names_each_failure(tmp_path):
    with pytest.raises(SpecError) as caught:
        synthesize([environment(compliance="enforce", **FAILING)], tmp_path / "out")
    assert {finding.level for finding in caught.value.findings} == {"error"}
    assert ("MON001", "compliance") in {(finding.code, str(finding.at)) for finding in caught.value.findings}
    assert any("aws_sns_topic.topic-system-errors" in finding.message for finding in caught.value.findings)
    assert not (tmp_path / "out").exists()


def test_warn_prints_what_fails_and_publishes(tmp_path, capsys):
    (file,) = synthesize([environment(compliance="warn", **FAILING)], tmp_path / "out")
    assert "warning: compliance: tap-stack-cmp: aws_sns_topic.topic-system-errors" in capsys.readouterr().err
    assert file.is_file()


def test_off_judges_nothing(tmp_path, capsys):
    synthesize([environment(compliance="off", **FAILING)], tmp_path / "out")
    assert capsys.readouterr().err == ""


def test_nothing_is_published_where_one_of_two_stacks_must_comply_and_does_not(tmp_path):
    out = tmp_path / "out"
    good = load_environment({"environmentSuffix": "good", "compliance": "off"})
    with pytest.raises(SpecError):
        synthesize([good, environment(compliance="enforce", **FAILING)], out)
    assert not list(out.rglob("cdk.tf.json"))


def test_a_waiver_lets_an_enforced_stack_pass(failing_stack):
    waivers = [
        {"name": f"w{number}", "control": code, "reason": "for a test of waivers", "expires": "2099-12-31"}
        for number, code in enumerate(sorted(failed_codes(failing_stack)))
    ]
    assert faults_of(environment(compliance="enforce", waivers=waivers, **FAILING), failing_stack) == []


def failed_codes(file):
    from generator.controls.judge import judge

    return {item.control.CODE for item in judge(json.loads(file.read_text())) if item.status == "failed"}


def test_the_command_judges_a_stack_that_is_there(failing_stack, tmp_path, capsys):
    spec = tmp_path / "cmp.yaml"
    spec.write_text("environmentSuffix: cmp\n")
    assert cli.main(["comply", str(spec), "--stack", str(failing_stack), "--date", DAY]) == 1
    printed = capsys.readouterr().out
    assert "MON001   FAIL" in printed
    assert "failed: aws_sns_topic.topic-system-errors.aws_sns_topic_subscription: has no receiver" in printed


def test_a_stack_that_cannot_be_read_is_wrong_usage(tmp_path, capsys):
    spec = tmp_path / "cmp.yaml"
    spec.write_text("environmentSuffix: cmp\n")
    assert cli.main(["comply", str(spec), "--stack", str(tmp_path / "none.json")]) == 2
    assert "cannot read" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["2026-13-01", "tomorrow", "2026-1-1"])
def test_a_day_that_is_none_is_wrong_usage(day, capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main(["comply", "prod", "--date", day])
    assert "is no day" in capsys.readouterr().err


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_same_stack_and_day_give_the_same_report(form):
    one = report("prod")
    again = type(one)(**{name: getattr(one, name) for name in one.__dataclass_fields__})
    assert FORMATS[form](one) == FORMATS[form](again)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_report_tells_nothing_of_the_machine(form):
    assert not re.search(r"/(?:home|root|tmp|work)/", FORMATS[form](report("staging")))


def test_every_form_but_sarif_has_digest_waivers_and_specs():
    for form in ("html", "json", "markdown"):
        text = FORMATS[form](report("staging"))
        for word in (report("staging").digest, "one-nat", "2028-12-31", "specs/base.yaml", DAY, "organisation"):
            assert word in text, (form, word)


def test_html_stands_alone_and_can_be_printed():
    html = FORMATS["html"](report("staging"))
    assert not re.search(r"""(?:src|href)=["'](?!#)""", html)
    assert "@import" not in html
    assert "url(" not in html
    assert "@media print" in html
    targets = set(re.findall(r'id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= targets


def test_html_escapes_what_the_stack_says():
    one = report("staging")
    document = {"resource": {"aws_sns_topic": {"t": {"name": "<script>alert(1)</script>"}}}}
    html = FORMATS["html"](
        type(one)(**{**{n: getattr(one, n) for n in one.__dataclass_fields__}, "document": document})
    )
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_json_has_every_piece_of_evidence_with_address_and_attribute():
    plain = json.loads(FORMATS["json"](report("prod")))
    evidence = [item for control in plain["controls"] for item in control["evidence"]]
    assert len(evidence) == report("prod").evidence
    assert plain["stack"]["sha256"] == report("prod").digest
    assert all(item["address"] for item in evidence)


def test_sarif_suppresses_what_is_waived():
    run = json.loads(FORMATS["sarif"](report("staging")))["runs"][0]
    assert {result["ruleId"] for result in run["results"]} == {"AVL002"}
    assert all(result["suppressions"][0]["justification"].endswith("(until 2028-12-31)") for result in run["results"])
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_every_address_of_the_report_is_in_the_stack():
    resources = report("prod").document["resource"]
    addresses = {f"{kind}.{name}" for kind, named in resources.items() for name in named}
    shown = {item.address for result in report("prod").results for item in result.evidence}
    assert shown - addresses == {"provider.aws", "terraform", "data.aws_caller_identity"}


def test_the_inventory_lists_every_resource_once():
    (components,) = [table for table in report("prod").tables if table.requirement == "12.5.1"]
    resources = report("prod").document["resource"]
    assert len(components.rows) == sum(map(len, resources.values()))


def test_a_report_reaches_a_slow_reader_whole():
    # Node.js makes the pipe that it shares with us non-blocking: what did not fit at once would be lost.
    root = SPECS.parent
    command = [sys.executable, "-m", "generator", "comply", "dev", "--format", "json", "--date", DAY]
    with subprocess.Popen(
        command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        first = run.stdout.read(1)
        time.sleep(0.3)
        plain = json.loads(first + run.stdout.read())
    assert (run.returncode, plain["stack"]["sha256"]) == (0, report("dev").digest)
