"""Folders of specs that are checked together: what two of them cannot both have is told at the later one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from generator.aws.quotas import QUOTAS
from generator.builders.stack import build_stack
from generator.cli.main import main
from generator.packaging.archives import UnbuiltArchives
from generator.planning.quota_usage import environment_usage
from generator.rules.account import OWN
from generator.rules.cross_spec import ACROSS
from generator.validation.file_checks import check_files
from generator.validation.load import load_environment
from scripts.refresh_cases import RUNS, findings_of_run, runs

SPECS = Path(__file__).resolve().parents[3] / "specs"


@pytest.mark.parametrize("run", runs(), ids=lambda run: run.name)
def test_a_folder_is_told_as_agreed(run):
    expected = (run / "findings.txt").read_text(encoding="utf-8")
    assert findings_of_run(run) == expected, "if that is meant to be: python -m scripts.refresh_cases"


def codes_of(name: str) -> list[str]:
    return re.findall(r"\[([A-Z0-9]{6})\]$", findings_of_run(RUNS / name), re.MULTILINE)


def test_every_rule_over_several_specs_and_over_accounts_is_made_to_fire():
    told = {code for run in runs() for code in codes_of(run.name)}
    assert {rule.CODE for rule in (*OWN, *ACROSS)} <= told


@pytest.mark.parametrize(
    ("run", "code", "level"),
    [
        ("one-per-account-twice", "ACC001", "warning"),
        ("one-account-by-its-id", "ACC001", "error"),
        ("two-envs-account-log-role", "ACC001", "warning"),
        ("two-envs-guardduty", "ACC001", "warning"),
        ("two-envs-one-cidr-one-tgw", "NET040", "warning"),
        ("two-files-one-suffix", "NAM002", "error"),
        ("fresh-account-log-role", "ACC003", "warning"),
        ("concurrency-of-a-new-account", "FUN003", "error"),
        ("certificate-shared", "LBR040", "warning"),
        ("account-beside", "NAM002", "error"),
    ],
)
def test_a_situation_is_found_with_file_and_line_of_both(run, code, level):
    (line, *_) = [line for line in findings_of_run(RUNS / run).splitlines() if line.endswith(f"[{code}]")]
    assert re.match(rf"[\w-]+\.yaml:\d+:\d+: {level}: ", line)
    if code not in ("ACC003", "FUN003"):
        assert re.search(r"[\w-]+\.yaml:\d+ ?", line.partition(level)[2])


@pytest.mark.parametrize(
    ("run", "code"), [("two-accounts", "ACC001"), ("two-accounts", "QUO001"), ("quota-raised", "QUO001")]
)
def test_what_is_told_apart_or_raised_is_no_finding(run, code):
    assert code not in codes_of(run)


def test_functions_without_reservation_fit_into_a_new_account():
    assert not {"FUN003", "FUN004"} & set(codes_of("concurrency-without-reservation"))


def test_one_spec_is_compared_with_what_concerns_it_beside_it(tmp_path, monkeypatch):
    shutil.copytree(RUNS / "two-files-one-suffix", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert "NAM002" in {finding.code for finding in check_files([Path("qa.yaml")])}


def test_the_spec_of_the_account_beside_it_gives_an_environment_its_log_role(tmp_path, monkeypatch):
    shutil.copytree(RUNS / "fresh-account-log-role", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert "ACC003" in {finding.code for finding in check_files([Path("spec.yaml")])}
    Path("account.yaml").write_text("accountName: main\napiLogRole: existing\n", encoding="utf-8")
    assert "ACC003" not in {finding.code for finding in check_files([Path("spec.yaml")])}


def test_an_environment_beside_it_gives_it_too(tmp_path, monkeypatch):
    shutil.copytree(RUNS / "fresh-account-log-role", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    Path("other.yaml").write_text("environmentSuffix: uat\napi: { accountLogRole: true }\n", encoding="utf-8")
    assert "ACC003" not in {finding.code for finding in check_files([Path("spec.yaml")])}


def test_an_environment_does_not_extend_an_account(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("account.yaml").write_text("accountName: main\n", encoding="utf-8")
    Path("qa.yaml").write_text("extends: account.yaml\nenvironmentSuffix: qa\n", encoding="utf-8")
    (finding,) = [finding for finding in check_files([Path("qa.yaml")]) if finding.level == "error"]
    assert (finding.code, str(finding.location)) == ("EXT005", "qa.yaml:1:10")


def test_a_mistake_in_the_spec_of_an_account_is_told_at_its_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("account.yaml").write_text("accountName: main\nbudget: []\n", encoding="utf-8")
    (finding,) = check_files([Path("account.yaml")])
    assert (finding.code, str(finding.location)) == ("SCH001", "account.yaml:2:1")
    assert "did you mean 'budgets'?" in finding.message


def test_what_is_for_environments_says_so_of_an_account(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(SPECS.parent)
    assert main(["package", "account"]) == 2
    assert "describes an account, and this is for environments" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_the_use_of_quotas_is_what_the_stack_has(name):
    env = load_environment(SPECS / f"{name}.yaml")
    made = [address.partition(".")[0] for address in build_stack(env, UnbuiltArchives()).constructs]
    kinds = {
        "elasticIps": "aws_eip",
        "vpcs": "aws_vpc",
        "trails": "aws_cloudtrail",
        "vpcLinks": "aws_api_gateway_vpc_link",
        "resolverEndpoints": "aws_route53_resolver_endpoint",
        "virtualPrivateGateways": "aws_vpn_gateway",
        "dbClusters": "aws_rds_cluster",
        "dbProxies": "aws_db_proxy",
        "tables": "aws_dynamodb_table",
        "buckets": "aws_s3_bucket",
    }
    used = environment_usage(env)
    assert used.keys() == QUOTAS.keys()
    assert {key: used[key] for key in kinds} == {key: made.count(kind) for key, kind in kinds.items()}
