"""`payinfra compliance`, and what `compliance` in a spec does to `payinfra synth`."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from copy import deepcopy
from pathlib import Path

import pytest

from generator.builders.stack import planned_pointers
from generator.cli import main as cli
from generator.compliance.gate import failing_controls
from generator.compliance.report.formats import FORMATS
from generator.compliance.source_location import SourceLocator
from generator.diagnostics.findings import SpecError
from generator.spec.resolve import resolve_file, resolve_plain
from generator.synthesis.compliance_report import compliance_report
from generator.synthesis.synthesize import synthesize
from generator.validation.environments import load_environments
from generator.validation.load import load_environment
from tests.generator.compliance.shipped import DAY, SPECS, report, waived_report

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
    assert ("C-MON001", "compliance") in {(finding.code, str(finding.pointer)) for finding in caught.value.findings}
    assert any("aws_sns_topic.topic-system-errors" in finding.message for finding in caught.value.findings)
    assert not (tmp_path / "out").exists()


def test_warn_prints_what_fails_and_publishes(tmp_path, capsys):
    (file,) = synthesize([environment(compliance="warn", **FAILING)], tmp_path / "out")
    assert "warning: compliance: tap-stack-cmp: aws_sns_topic.topic-system-errors" in capsys.readouterr().err
    assert file.is_file()


@pytest.mark.parametrize(
    ("compliance", "code", "level"), [("enforce", 1, "error"), ("warn", 0, "warning"), ("off", 0, None)]
)
def test_validate_tells_what_synth_would_refuse(compliance, code, level, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    plain = "parameters: [{ name: cut-off, type: String, value: '17:00' }]"
    Path("qa.yaml").write_text(f"environmentSuffix: qa\ncompliance: {compliance}\n{plain}\n")
    assert cli.main(["validate", "qa.yaml", "--force"]) == 0
    assert "C-ENC080" not in capsys.readouterr().out
    assert cli.main(["validate", "--compliance", "qa.yaml", "--force"]) == code
    found = [line for line in capsys.readouterr().out.splitlines() if "C-ENC080" in line]
    assert [line.startswith(f"qa.yaml:3:14: {level}: parameters.cut-off:") for line in found] == [True] * bool(level)


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
    assert (
        failing_controls(environment(compliance="enforce", waivers=waivers, **FAILING), failing_stack.read_bytes())
        == []
    )


def test_a_waiver_by_the_former_id_of_a_control_holds(failing_stack):
    waivers = [
        {
            "name": f"w{number}",
            "control": code.removeprefix("C-"),
            "reason": "for a test of waivers",
            "expires": "2099-12-31",
        }
        for number, code in enumerate(sorted(failed_codes(failing_stack)))
    ]
    env = environment(compliance="enforce", waivers=waivers, **FAILING)
    assert failing_controls(env, failing_stack.read_bytes()) == []


def failed_codes(file):
    from generator.compliance.judge import judge

    return {item.control.CODE for item in judge(json.loads(file.read_text())) if item.status == "failed"}


# A spec in two files: what it leaves out is a default, and the line of `compliance` stands for that.
BASE = """\
topics:
  - name: system-errors
"""
SPEC = """\
extends: base.yaml
environmentSuffix: cmp
compliance: enforce
network:
  nat: single
functions:
  - name: fraud-detection
    logLevel: DEBUG
"""


@pytest.fixture(scope="module")
def spec_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    (folder / "specs").mkdir()
    (folder / "specs" / "base.yaml").write_text(BASE)
    (folder / "specs" / "cmp.yaml").write_text(SPEC)
    return folder


@pytest.fixture
def spec_file(spec_folder, monkeypatch):
    monkeypatch.chdir(spec_folder)
    return Path("specs/cmp.yaml")


@pytest.fixture(scope="module")
def spec_stack(spec_folder):
    env = resolve_file(spec_folder / "specs" / "cmp.yaml").environment
    (file,) = synthesize([env], spec_folder / "out", enforce_compliance=False)
    return json.loads(file.read_text())


DEFECTS = [
    # an address, what is taken out of it, the control that sees it, and where that is told
    (
        "aws_lambda_function.lambda-fraud-detection",
        "tracing_config",
        "C-FUN003",
        "cmp.yaml:7:5",
        "functions.fraud-detection",
    ),
    ("aws_sns_topic.topic-system-errors", "kms_master_key_id", "C-ENC002", "base.yaml:2:5", "topics.system-errors"),
    (
        "aws_sns_topic.topic-failed-transactions",
        "kms_master_key_id",
        "C-ENC002",
        "base.yaml:1:1",
        "topics.failed-transactions",
    ),
    ("aws_cloudwatch_log_group.log-group-flow-log", "kms_key_id", "C-ENC002", "cmp.yaml:4:1", "network"),
    ("aws_dynamodb_table.table-merchants", "point_in_time_recovery", "C-BAK001", "cmp.yaml:3:13", "tables.merchants"),
    ("aws_cloudtrail.trail", "enable_log_file_validation", "C-AUD001", "cmp.yaml:3:13", "audit.trail"),
]


@pytest.mark.parametrize(("address", "attribute", "code", "line", "path"), DEFECTS, ids=lambda value: value)
def test_a_failing_control_is_told_at_what_the_resource_is_made_for(
    address, attribute, code, line, path, spec_file, spec_stack
):
    (told,) = told_of(without(spec_stack, address, attribute), spec_file, address, code)
    assert told.startswith(f"specs/{line}: error: {path}: tap-stack-cmp: {address}.{attribute}")
    is_default = path not in SPEC_SAYS
    assert (f"; the resource is made by {path}, a default that no file writes; " in told) is is_default
    assert (f"; the resource is made by {path}; " in told) is not is_default


@pytest.mark.parametrize(
    ("says", "kind", "code", "line", "path"),
    [
        ("audit:\n  trail: { enabled: false }\n", "aws_cloudtrail", "C-AUD001", "cmp.yaml:3:3", "audit.trail"),
        (
            "monitoring:\n  alarms:\n    - { name: api-latency-p99, remove: true }\n",
            "aws_cloudwatch_metric_alarm",
            "C-MON002",
            "cmp.yaml:3:3",
            "monitoring.alarms",
        ),
    ],
    ids=["of which the stack has none", "of which the stack has others"],
)
def test_what_is_missing_is_told_at_the_part_that_would_make_it(says, kind, code, line, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("cmp.yaml").write_text(f"environmentSuffix: cmp\n{says}")
    (file,) = synthesize([resolve_file(Path("cmp.yaml")).environment], tmp_path / "out", enforce_compliance=False)
    (told,) = told_of(json.loads(file.read_text()), Path("cmp.yaml"), kind, code)
    assert told.startswith(f"{line}: warning: {path}: tap-stack-cmp: {kind}")
    assert f"; it would be made by {path}; 'payinfra explain cmp.yaml {path}' tells what that is; " in told


def test_what_no_part_of_the_spec_makes_is_told_at_the_line_that_enforces(spec_file, spec_stack):
    document = deepcopy(spec_stack)
    document["provider"]["aws"][0]["access_key"] = "x"
    (told,) = told_of(document, spec_file, "provider.aws", "C-CFG002")
    assert told.startswith("specs/cmp.yaml:3:13: error: compliance: tap-stack-cmp: provider.aws: must not set")
    assert "made by" not in told


def test_a_spec_that_says_nothing_of_compliance_is_warned_at_its_file(spec_stack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("cmp.yaml").write_text("environmentSuffix: cmp\n")
    document = without(spec_stack, "aws_dynamodb_table.table-merchants", "point_in_time_recovery")
    (told,) = told_of(document, Path("cmp.yaml"), "aws_dynamodb_table.table-merchants", "C-BAK001")
    assert told.startswith("cmp.yaml:1:1: warning: tables.merchants: ")


def test_the_command_that_a_failure_names_explains_the_resource(spec_file, spec_stack, capsys):
    address = "aws_sns_topic.topic-system-errors"
    (told,) = told_of(without(spec_stack, address, "kms_master_key_id"), spec_file, address, "C-ENC002")
    program, *said = shlex.split(re.search(r"; '(payinfra .*?)' tells", told)[1])
    assert (program, cli.main(said)) == ("payinfra", 0)
    assert re.search(r"specs/base.yaml:2 +topics.system-errors", capsys.readouterr().out)


def test_under_a_suffix_from_outside_the_command_says_it_again(spec_folder, spec_stack):
    resolved = resolve_file(spec_folder / "specs" / "cmp.yaml", overrides={"environmentSuffix": "pr-7"})
    assert " --suffix pr-7'" in str(failing(resolved, spec_stack)[0])


def test_the_link_of_a_failure_leads_to_the_entry_of_its_control(spec_file, spec_stack):
    failed = failing(resolve_file(spec_file), spec_stack)
    assert "C-MON001" in {finding.code for finding in failed}
    for finding in failed:
        page, _, anchor = finding.reference.partition("#")
        assert anchor == finding.code.lower()
        assert f"\n### {finding.code}\n" in (SPECS.parent / page).read_text()


def test_of_several_environments_each_is_told_in_its_own_words(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text("compliance: warn\ntopics: [{ name: system-errors }]\n")
    for name in ("one", "two"):
        Path(f"{name}.yaml").write_text(f"extends: base.yaml\nenvironmentSuffix: {name}\n")
    sources, _ = load_environments(["two.yaml", "one.yaml"], None)
    synthesize([source.environment for source in sources], tmp_path / "out", sources=sources)
    told = [line for line in capsys.readouterr().err.splitlines() if "topic-system-errors" in line]
    assert [re.sub(r"aws_.*explain (\S*) .*", r"\1", line) for line in told] == [
        f"base.yaml:2:10: warning: topics.system-errors: tap-stack-{name}: {name}.yaml" for name in ("one", "two")
    ]


def test_where_nothing_fails_nobody_asks_for_lines():
    def asked(*_):
        raise AssertionError("nothing has failed")

    env = load_environment(SPECS / "prod.yaml")
    locate = SourceLocator(asked, asked).locate
    assert failing_controls(env, json.dumps(report("prod").document).encode(), locate) == []


SPEC_SAYS = ("functions.fraud-detection", "topics.system-errors", "network")


def without(document, address, attribute):
    """A stack with one attribute less."""
    changed = deepcopy(document)
    kind, _, name = address.partition(".")
    del changed["resource"][kind][name][attribute]
    return changed


def failing(resolved, document):
    """The failing controls of a stack, each at the line of the spec that it was synthesized from."""
    stack = json.dumps(document).encode()
    return failing_controls(resolved.environment, stack, SourceLocator(lambda: resolved, planned_pointers).locate)


def told_of(document, spec, address, code):
    """How a control's failure at an address is told."""
    told = map(str, failing(resolve_file(spec), document))
    return [line for line in told if re.search(rf": {address}\b", line) and line.endswith(f"[{code}]")]


@pytest.fixture(scope="module")
def spec_report(spec_folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(spec_folder)
        made = compliance_report(resolve_file(Path("specs/cmp.yaml")), DAY)
        # The lines are looked for when they are asked for.
        assert FORMATS["json"](made)
    return made


def test_every_form_of_a_report_has_the_line_of_what_fails(spec_report, spec_file):
    for form in ("html", "markdown", "text"):
        assert "(specs/base.yaml:2: made by topics.system-errors)" in FORMATS[form](spec_report), form
        assert "(specs/cmp.yaml:4: made by network)" in FORMATS[form](spec_report), form
    evidence = [
        item for control in json.loads(FORMATS["json"](spec_report))["controls"] for item in control["evidence"]
    ]
    assert {item["ok"] for item in evidence if item["spec"] is None} == {True}
    places = {item["address"]: item["spec"] for item in evidence if not item["ok"]}
    assert places["aws_sns_topic.topic-system-errors"] == {
        "path": "topics.system-errors",
        "role": "creates",
        "isDefault": False,
        "file": "specs/base.yaml",
        "line": 2,
        "column": 5,
    }


def test_sarif_stands_at_the_line_of_the_spec_and_names_the_stack_that_was_judged(spec_report, spec_file):
    (run,) = json.loads(FORMATS["sarif"](spec_report))["runs"]
    places = {result["ruleId"]: result["locations"][0]["physicalLocation"] for result in run["results"]}
    assert places["C-AVL002"]["region"] == {"startLine": 4, "startColumn": 1}
    for result in run["results"]:
        location = result["locations"][0]["physicalLocation"]["artifactLocation"]
        for at in (location, result["analysisTarget"]):
            assert run["artifacts"][at["index"]]["location"]["uri"] == at["uri"]
        assert (location["uri"].startswith("specs/"), result["analysisTarget"]["index"]) == (True, 0)


def test_a_report_is_the_same_from_every_folder_that_shows_the_same_paths(
    spec_report, spec_folder, tmp_path, monkeypatch
):
    copy = tmp_path / "elsewhere"
    shutil.copytree(spec_folder / "specs", copy / "specs")
    monkeypatch.chdir(copy)
    again = compliance_report(resolve_file(copy / "specs" / "cmp.yaml"), DAY)
    for form, render in FORMATS.items():
        text = render(again)
        monkeypatch.chdir(spec_folder)
        assert text == render(spec_report), form
        monkeypatch.chdir(copy)


def test_a_file_that_is_judged_has_no_lines(failing_stack, spec_file):
    judged = compliance_report(resolve_file(spec_file), DAY, failing_stack)
    assert "made by" not in FORMATS["text"](judged)
    (run,) = json.loads(FORMATS["sarif"](judged))["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert {place["artifactLocation"]["index"] for place in places} == {0}
    assert all("region" not in place for place in places)


def test_a_spec_in_no_file_has_names_and_no_lines():
    made = compliance_report(resolve_plain({"environmentSuffix": "cmp", **FAILING}), DAY)
    assert "has no receiver (made by topics.system-errors)" in FORMATS["text"](made)
    failed = [item for control in json.loads(FORMATS["json"](made))["controls"] for item in control["evidence"]]
    assert {item["spec"]["file"] for item in failed if not item["ok"]} == {None}


def test_the_command_judges_a_stack_that_is_there(failing_stack, tmp_path, capsys):
    spec = tmp_path / "cmp.yaml"
    spec.write_text("environmentSuffix: cmp\n")
    assert cli.main(["compliance", str(spec), "--stack", str(failing_stack), "--date", DAY]) == 1
    printed = capsys.readouterr().out
    assert "C-MON001 FAIL" in printed
    assert "failed: aws_sns_topic.topic-system-errors.aws_sns_topic_subscription: has no receiver" in printed


def test_the_former_name_of_the_command_is_an_alias(failing_stack, tmp_path, capsys):
    spec = tmp_path / "cmp.yaml"
    spec.write_text("environmentSuffix: cmp\n")
    printed = []
    for name in ("comply", "compliance"):
        assert cli.main([name, str(spec), "--stack", str(failing_stack), "--date", DAY]) == 1
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_a_stack_that_cannot_be_read_is_wrong_usage(tmp_path, capsys):
    spec = tmp_path / "cmp.yaml"
    spec.write_text("environmentSuffix: cmp\n")
    assert cli.main(["compliance", str(spec), "--stack", str(tmp_path / "none.json")]) == 2
    assert "cannot read" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["2026-13-01", "tomorrow", "2026-1-1"])
def test_a_day_that_is_none_is_wrong_usage(day, capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main(["compliance", "prod", "--date", day])
    assert "is no day" in capsys.readouterr().err


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_same_stack_and_day_give_the_same_report(form):
    one = report("prod")
    again = type(one)(**{name: getattr(one, name) for name in one.__dataclass_fields__})
    assert FORMATS[form](one) == FORMATS[form](again)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_report_tells_nothing_of_the_machine(form):
    assert not re.search(r"/(?:home|root|tmp|work)/", FORMATS[form](waived_report()))


def test_every_form_but_sarif_has_digest_waivers_and_specs():
    for form in ("html", "json", "markdown"):
        text = FORMATS[form](waived_report())
        for word in (waived_report().digest, "one-nat", "2028-12-31", "specs/base.yaml", DAY, "organisation"):
            assert word in text, (form, word)


def test_html_stands_alone_and_can_be_printed():
    html = FORMATS["html"](waived_report())
    assert not re.search(r"""(?:src|href)=["'](?!#)""", html)
    assert "@import" not in html
    assert "url(" not in html
    assert "@media print" in html
    targets = set(re.findall(r'id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= targets


def test_html_escapes_what_the_stack_says():
    one = waived_report()
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
    run = json.loads(FORMATS["sarif"](waived_report()))["runs"][0]
    assert {result["ruleId"] for result in run["results"]} == {"C-AVL002"}
    assert all(result["suppressions"][0]["justification"].endswith("(until 2028-12-31)") for result in run["results"])
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_every_address_of_the_report_is_in_the_stack():
    resources = report("prod").document["resource"]
    addresses = {f"{kind}.{name}" for kind, named in resources.items() for name in named}
    shown = {item.address for result in report("prod").results for item in result.evidence}
    assert shown - addresses == {
        "data.aws_availability_zone",
        "data.aws_caller_identity",
        "data.aws_servicequotas_service_quota",
        "provider.aws",
        "terraform",
    }


def test_the_inventory_lists_every_resource_once():
    (components,) = [table for table in report("prod").tables if table.requirement == "12.5.1"]
    resources = report("prod").document["resource"]
    assert len(components.rows) == sum(map(len, resources.values()))


def test_a_report_reaches_a_slow_reader_whole():
    # Node.js makes the pipe that it shares with us non-blocking: what did not fit at once would be lost.
    root = SPECS.parent
    command = [sys.executable, "-m", "generator", "compliance", "dev", "--format", "json", "--date", DAY]
    with subprocess.Popen(
        command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        first = run.stdout.read(1)
        time.sleep(0.3)
        plain = json.loads(first + run.stdout.read())
    assert (run.returncode, plain["stack"]["sha256"]) == (0, report("dev").digest)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "no Terraform JSON"),
        ('{"resource": 5}', "no Terraform JSON"),
        ('{"resource": {"aws_vpc": ["main"]}}', "no Terraform JSON"),
        ('{"data": {"aws_caller_identity": {"current": null}}}', "no Terraform JSON"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_file_that_is_no_stack_is_told_in_one_line(tmp_path, monkeypatch, capsys, content, said):
    monkeypatch.chdir(SPECS.parent)
    (tmp_path / "stack.json").write_text(content)
    assert cli.main(["compliance", "dev", "--stack", str(tmp_path / "stack.json")]) == 2
    (told,) = [line for line in capsys.readouterr().err.splitlines() if " warning: " not in line]
    assert said in told
