"""The preflight, against moto; where moto does not know a service, against one that answers as AWS documents it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from generator.cli.main import main
from generator.validation.load import load_environment
from generator.verify.preflight import checks, quotas
from generator.verify.preflight.account import AwsAccount, Unanswered
from generator.verify.preflight.rows import Row
from tests.support.moto_server import MotoServer, running_moto

MOTO_ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def moto() -> Iterator[MotoServer]:
    with running_moto() as server:
        yield server


@pytest.fixture
def account(moto: MotoServer, monkeypatch: pytest.MonkeyPatch) -> AwsAccount:
    for name, value in moto.variables().items():
        monkeypatch.setenv(name, value)
    return AwsAccount("us-east-1")


class Answering:
    """An account that gives the answers of one service, for what moto does not know."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def identity(self) -> str:
        return MOTO_ACCOUNT

    def ask(self, service: str, question: Callable[[Any], Any]) -> Any:
        if service not in self.answers:
            raise Unanswered("AccessDenied")
        return question(self.answers[service]) if self.answers[service] is not None else None


class Client:
    """A client whose calls have fixed answers."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def __getattr__(self, call: str) -> Callable[..., Any]:
        return lambda **_: self._answers[call]


def spec(**settings: Any) -> Any:
    return load_environment({"environmentSuffix": "flight", **settings})


def rows(check: Any, aws: Any, env: Any) -> list[Row]:
    return list(check(aws, env))


def test_the_account_of_the_credentials_is_that_of_the_spec(account):
    (row,) = rows(checks.account_id, account, spec(account={"id": MOTO_ACCOUNT}))
    assert (row.status, row.found) == ("ok", MOTO_ACCOUNT)


def test_another_account_stops_an_apply(account):
    (row,) = rows(checks.account_id, account, spec(account={"id": "111122223333"}))
    assert row.status == "error"
    assert "111122223333" in row.found


def test_a_spec_that_names_no_account_is_told_the_number(account):
    (row,) = rows(checks.account_id, account, spec())
    assert (row.status, row.remedy) == ("warning", f"set account.id to '{MOTO_ACCOUNT}'")


def test_zones_are_told_by_their_ids(account):
    found = rows(checks.zones, account, spec())
    assert [row.status for row in found] == ["ok", "ok", "ok"]
    assert all(row.found.startswith("use1-az") for row in found)


def test_a_zone_in_which_a_used_service_is_missing_stops_an_apply():
    listed = [{"ZoneName": f"us-east-1{letter}", "ZoneId": f"use1-az{n}"} for n, letter in enumerate("abcd", 2)]
    aws = Answering(ec2=Client(describe_availability_zones={"AvailabilityZones": listed}))
    found = rows(checks.zones, aws, spec(database={"proxy": {"enabled": True}}))
    assert [row.status for row in found] == ["ok", "error", "ok"]
    assert "no RDS Proxy" in found[1].found
    assert "use1-az3" not in found[1].remedy


def test_a_zone_that_the_account_does_not_have_stops_an_apply():
    listed = [{"ZoneName": "us-east-1a", "ZoneId": "use1-az1"}]
    aws = Answering(ec2=Client(describe_availability_zones={"AvailabilityZones": listed}))
    found = rows(checks.zones, aws, spec(network={"zones": ["a", "b", "c"]}))
    assert [row.status for row in found] == ["ok", "error", "error"]


def test_a_new_account_has_too_little_concurrency():
    aws = Answering(**{"lambda": Client(get_account_settings={"AccountLimit": {"ConcurrentExecutions": 10}})})
    row = quotas._quota(aws, quotas.CONCURRENCY, 203, "flight")
    assert row.status == "error"
    assert "this needs 303" in row.found
    assert "'reservedConcurrency: null'" in row.remedy


def test_what_is_there_already_counts_but_for_the_environment_itself():
    own = {"Tags": [{"Key": "Environment", "Value": "flight"}]}
    quota = quotas.QUOTAS["elasticIps"]
    answers = {
        "service-quotas": Client(get_service_quota={"Quota": {"Value": 5.0}}),
        "ec2": Client(describe_addresses={"Addresses": [own, own, {}, {}, {}]}),
    }
    assert quotas._quota(Answering(**answers), quota, 2, "flight").status == "ok"
    refused = quotas._quota(Answering(**answers), quota, 3, "flight")
    assert (refused.status, refused.found) == ("error", "the account has 5, this needs 6, 3 are there already")


def test_a_quota_that_the_account_does_not_tell_is_unknown(account):
    found = {row.check: row for row in rows(checks.quotas, account, spec(network={"nat": "perZone"}, functions=[]))}
    assert found["quota Elastic IP addresses"].status == "unknown"
    assert found["quota VPCs"].status == "ok"


def test_an_account_without_the_log_role_stops_an_apply_unless_the_environment_makes_it():
    aws = Answering(apigateway=Client(get_account={}))
    (missing,) = rows(checks.log_role, aws, spec())
    assert (missing.status, "payinfra new --account" in missing.remedy) == ("error", True)
    (made,) = rows(checks.log_role, aws, spec(api={"accountLogRole": True}))
    assert made.status == "ok"
    (there,) = rows(checks.log_role, Answering(apigateway=Client(get_account={"cloudwatchRoleArn": "arn"})), spec())
    assert there.status == "ok"


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ({"Status": "ISSUED", "DomainName": "pay.bank.test"}, "ok"),
        ({"Status": "ISSUED", "DomainName": "*.bank.test"}, "ok"),
        ({"Status": "PENDING_VALIDATION", "DomainName": "pay.bank.test"}, "error"),
        ({"Status": "ISSUED", "DomainName": "other.bank.test"}, "error"),
    ],
)
def test_a_certificate_is_issued_for_the_domain(found, status):
    arn = "arn:aws:acm:us-east-1:111122223333:certificate/1"
    env = spec(loadBalancer={"certificate": {"arn": arn, "domain": "pay.bank.test"}})
    (row,) = rows(checks.certificate, Answering(acm=Client(describe_certificate={"Certificate": found})), env)
    assert row.status == status


def test_a_certificate_that_is_not_there_stops_an_apply(account):
    arn = f"arn:aws:acm:us-east-1:{MOTO_ACCOUNT}:certificate/00000000-0000-0000-0000-000000000000"
    env = spec(loadBalancer={"certificate": {"arn": arn, "domain": "pay.bank.test"}})
    (row,) = rows(checks.certificate, account, env)
    assert row.status == "error"


@pytest.mark.parametrize(("domain", "status"), [("pay.bank.test", "ok"), ("pay.shop.test", "error")])
def test_a_certificate_is_proven_in_the_zone_of_its_domain(domain, status):
    aws = Answering(route53=Client(get_hosted_zone={"HostedZone": {"Name": "bank.test."}}))
    certificate = {"domain": domain, "hostedZoneId": "Z0123456789ABCDEFGHIJ"}
    (row,) = rows(checks.certificate, aws, spec(loadBalancer={"certificate": certificate}))
    assert row.status == status


def test_a_zone_that_is_not_there_stops_an_apply(account):
    certificate = {"domain": "pay.bank.test", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}
    (row,) = rows(checks.certificate, account, spec(loadBalancer={"certificate": certificate}))
    assert (row.status, row.found) == ("error", "there is no hosted zone Z0123456789ABCDEFGHIJ")


def test_a_domain_without_zone_is_to_be_proven_by_hand(account):
    (row,) = rows(checks.certificate, account, spec(loadBalancer={"certificate": {"domain": "pay.bank.test"}}))
    assert (row.status, row.found) == ("warning", "flight.pay.bank.test is to be proven by hand")


def test_the_bucket_of_the_state_is_there_and_keeps_versions(account, moto):
    env = spec(state={"backend": "s3", "bucket": "flight-states"})
    assert [row.status for row in rows(checks.state, account, env)] == ["error"]
    moto.client("s3").create_bucket(Bucket="flight-states")
    assert [row.status for row in rows(checks.state, account, env)] == ["warning"]
    moto.client("s3").put_bucket_versioning(Bucket="flight-states", VersioningConfiguration={"Status": "Enabled"})
    assert [row.status for row in rows(checks.state, account, env)] == ["ok"]


def test_names_that_are_taken_are_told(account, moto):
    env = spec()
    assert [row.status for row in rows(checks.names, account, env)] == ["ok"]
    moto.client("s3").create_bucket(Bucket=f"bucket-audit-{MOTO_ACCOUNT}-flight")
    (row,) = rows(checks.names, account, env)
    assert (row.status, row.found) == ("warning", f"taken: bucket-audit-{MOTO_ACCOUNT}-flight")


def test_roles_that_aws_has_yet_to_make_are_no_fault(account, moto):
    moto.client("iam").create_role(
        RoleName="AWSServiceRoleForRDS", Path="/aws-service-role/rds.amazonaws.com/", AssumeRolePolicyDocument="{}"
    )
    found = {row.check: row.status for row in rows(checks.service_roles, account, spec())}
    assert found["role AWSServiceRoleForRDS"] == "ok"
    assert found["role AWSServiceRoleForElasticLoadBalancing"] == "warning"


def test_the_command_prints_rows_and_says_whether_an_apply_would_fail(account, capsys, tmp_path):
    file = tmp_path / "qa.yaml"
    file.write_text("environmentSuffix: qa\naccount: { id: '111122223333' }\n", encoding="utf-8")
    assert main(["preflight", str(file), "--format", "json"]) == 1
    printed = {row["check"]: row for row in json.loads(capsys.readouterr().out)}
    assert printed["account"]["status"] == "error"
    file.write_text(
        f"environmentSuffix: qa\naccount: {{ id: '{MOTO_ACCOUNT}' }}\napi: {{ accountLogRole: true }}\n",
        encoding="utf-8",
    )
    assert main(["preflight", str(file)]) == 0
    text = capsys.readouterr().out
    assert f"ok       account: {MOTO_ACCOUNT}" in text
    # moto knows no quotas but those of VPCs: what it does not tell is unknown, and the rest is asked all the same.
    assert "unknown  quota" in text
    assert "ok       names" in text


def test_without_credentials_nothing_is_asked(capsys, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    file = tmp_path / "qa.yaml"
    file.write_text("environmentSuffix: qa\n", encoding="utf-8")
    assert main(["preflight", str(file)]) == 2
    assert "AWS credentials that work are needed" in capsys.readouterr().err


def test_without_boto3_it_says_what_to_install(capsys, monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)
    file = tmp_path / "qa.yaml"
    file.write_text("environmentSuffix: qa\n", encoding="utf-8")
    assert main(["preflight", str(file)]) == 2
    assert "pip install 'payinfra[aws]'" in capsys.readouterr().err
