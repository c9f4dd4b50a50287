"""Accounts beside environments: which specs a run has, in which order, and what the commands make of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.cli.main import main
from generator.diagnostics.findings import SpecError
from generator.planning.naming import stack_name
from generator.spec.resolve import resolve_account, resolve_file
from generator.synthesis.synthesize import synthesize
from generator.validation.environments import load_specs
from generator.validation.file_checks import check_files

ENVIRONMENT = "environmentSuffix: qa\nnetwork: { nat: none }\n"


@pytest.fixture
def specs(tmp_path, monkeypatch):
    folder = tmp_path / "specs"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    (folder / "qa.yaml").write_text(ENVIRONMENT, encoding="utf-8")
    return folder


def names(*words, suffix=None):
    loaded, _ = load_specs(list(words), suffix)
    return [stack_name(spec) for spec in loaded.specs]


def test_new_writes_the_spec_of_an_account_that_is_valid_at_once(specs, capsys):
    assert main(["new", "--account"]) == 0
    assert capsys.readouterr().out == "specs/account.yaml\n"
    assert check_files([Path("specs/account.yaml")]) == []
    account = resolve_account(Path("specs/account.yaml")).account
    assert (account.account_name, account.compliance) == ("main", "enforce")


def test_a_second_account_has_a_name_and_a_file_of_its_own(specs):
    assert main(["new", "payments", "--account"]) == 0
    assert resolve_account(specs / "account-payments.yaml").account.account_name == "payments"
    assert main(["new", "payments", "--account"]) == 2


def test_new_without_a_name_says_what_to_name(specs, capsys):
    assert main(["new"]) == 2
    assert "name the environment" in capsys.readouterr().err


def test_accounts_come_first_and_are_no_part_of_a_copy(specs):
    main(["new", "--account"])
    assert names() == ["tap-account-main", "tap-stack-qa"]
    assert names("account") == ["tap-account-main"]
    assert names("qa") == ["tap-stack-qa"]
    assert names("qa", "account") == ["tap-account-main", "tap-stack-qa"]
    assert names("qa", suffix="pr-1") == ["tap-stack-pr-1"]
    assert names(suffix="pr-1") == ["tap-stack-pr-1"]


def test_an_account_with_a_fault_stops_the_run_as_an_environment_does(specs):
    (specs / "account.yaml").write_text("accountName: main\nquotas: { elasticIp: 9 }\n", encoding="utf-8")
    with pytest.raises(SpecError, match="QUO002"):
        load_specs([], None)


def test_what_two_specs_cannot_both_have_stops_a_synth(specs):
    (specs / "twin.yaml").write_text(ENVIRONMENT, encoding="utf-8")
    with pytest.raises(SpecError, match="NAM002"):
        load_specs([], None)
    with pytest.raises(SpecError, match="NAM002"):
        load_specs(["twin"], None)


def test_a_resource_of_an_account_that_breaks_a_control_stops_its_synth(specs, tmp_path):
    text = "accountName: main\ncompliance: enforce\nstateBucket: { emptyOnDestroy: true }\napiLogRole: none\n"
    (specs / "account.yaml").write_text(text, encoding="utf-8")
    account = resolve_account(specs / "account.yaml").account
    with pytest.raises(SpecError) as stopped:
        synthesize([account], tmp_path / "out")
    assert {finding.code for finding in stopped.value.findings} == {"C-STO003"}
    assert "bucket-terraform-state" in str(stopped.value)


def test_synth_writes_the_stack_of_an_account_beside_those_of_environments(specs, tmp_path, capsys):
    main(["new", "--account"])
    capsys.readouterr()
    assert main(["synth", "account"]) == 0
    assert capsys.readouterr().out == "cdktf.out/stacks/tap-account-main/cdk.tf.json\n"
    manifest = json.loads((tmp_path / "cdktf.out" / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["stacks"]) == ["tap-account-main"]


@pytest.mark.parametrize("command", [["show"], ["graph"], ["explain"], ["compliance"], ["preflight"]])
def test_a_command_for_environments_says_so_at_the_line(specs, command, capsys):
    main(["new", "--account"])
    capsys.readouterr()
    assert main([*command, "account", *(["api"] if command == ["explain"] else [])]) == 1
    said = capsys.readouterr().err
    assert "specs/account.yaml:" in said
    assert "an environment is needed" in said


def test_an_environment_is_no_account():
    with pytest.raises(SpecError):
        resolve_file(Path(__file__).resolve().parents[3] / "specs" / "account.yaml")
