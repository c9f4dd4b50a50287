"""The status of a move in an account: claims and alarms from moto; the answers of the function are given, as Lambda is
not emulated there."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]  # boto3 has no types
import pytest
from moto import mock_aws

from generator.cli.main import main
from generator.diagnostics.usage_error import UsageError
from generator.operations.migration.live_state import LiveState, read_live_state
from generator.operations.migration.resource_names import ROLLOUT, resource_names
from generator.operations.migration.status import read_migration_status
from generator.operations.rollout_plan import select_rollout
from tests.support.moving import moving

REGION = "us-east-1"
LAG = {"state": "ready", "lagSeconds": 1.25, "tablesNotReady": 0, "retainedWalBytes": 2_000_000_000, "problems": []}
STATUS = {"replication": LAG, "fallback": LAG, "comparison": {"differences": 0, "ageSeconds": 300.0}}
ANSWERS = {"status": STATUS, "check": {"passed": True, "detail": "no difference"}}


class Functions:
    """The function database-replication, as Lambda would answer for it."""

    def __init__(self, answers: dict[str, Any], error: str | None = None) -> None:
        self.answers, self.error = answers, error

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # boto3's
        assert FunctionName == "lambda-database-replication-test"
        answer = {"errorMessage": self.error} if self.error else self.answers[json.loads(Payload)["action"]]
        return {"Payload": io.BytesIO(json.dumps(answer).encode()), **({"FunctionError": "x"} if self.error else {})}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield lambda service: boto3.client(service, region_name=REGION)


def claims_in(account: Any, *items: tuple[str, str, str | None]) -> None:
    """Put colour, outcome and since when it is unknown."""
    keys = [
        {"AttributeName": "outcomeUnknown", "KeyType": "HASH"},
        {"AttributeName": "unknownSince", "KeyType": "RANGE"},
    ]
    account("dynamodb").create_table(
        TableName="table-payment-claims-test",
        KeySchema=[{"AttributeName": "paymentId", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("paymentId", "outcomeUnknown", "unknownSince")
        ],
        GlobalSecondaryIndexes=[{"IndexName": "unknown", "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}],
        BillingMode="PAY_PER_REQUEST",
    )
    for number, (colour, outcome, since) in enumerate(items):
        more = {"outcomeUnknown": {"S": "unknown"}, "unknownSince": {"S": since}} if since else {}
        item = {"paymentId": {"S": f"p{number}"}, "colour": {"S": colour}, "outcome": {"S": outcome}, **more}
        account("dynamodb").put_item(TableName="table-payment-claims-test", Item=item)


def asked(account: Any, functions: Functions | None = None, **move: Any) -> LiveState:
    env = moving(**move)
    planned = select_rollout(moving(), ROLLOUT)
    lambdas = functions or Functions(ANSWERS)
    return read_live_state(
        env, planned, resource_names(env, planned), lambda service: lambdas if service == "lambda" else account(service)
    )


def test_claims_are_counted_by_colour_and_the_oldest_unknown_payment_is_named(account):
    late, early = "2026-11-28T01:00:00.000000Z", "2026-11-28T00:30:00.000000Z"
    claims_in(
        account,
        ("blue", "booked", None),
        ("blue", "unknown", late),
        ("green", "unknown", early),
        ("green", "booked", None),
        ("green", "booked", None),
    )
    found = asked(account)
    assert found.claims is not None
    assert found.unknown_payments is not None
    assert (found.claims["blue"], found.claims["green"], found.claims["complete"]) == (2, 3, True)
    assert found.claims["outcomes"] == {"blue booked": 1, "blue unknown": 1, "green booked": 2, "green unknown": 1}
    assert found.unknown_payments["count"] == 2
    assert found.unknown_payments["oldest"] == {"paymentId": "p2", "colour": "green", "unknownSince": early}


def test_the_phase_is_that_of_the_stack(account):
    account("ssm").put_parameter(
        Name="/parameter-test/migration", Value=json.dumps({"phase": "replicate"}), Type="SecureString"
    )
    assert asked(account).applied == "replicate"


def test_alarms_are_those_of_the_move_and_of_its_way_in_this_environment(account):
    for name in (
        "alarm-migration-replication-lag-test",
        "alarm-vpn-down--edge-1-test",
        "alarm-migration-replication-lag-other",
        "alarm-x-test",
    ):
        account("cloudwatch").put_metric_alarm(
            AlarmName=name,
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=1,
            MetricName="m",
            Namespace="n",
            Period=60,
            Statistic="Sum",
            Threshold=1,
        )
    assert list(asked(account).alarms or ()) == ["alarm-migration-replication-lag-test", "alarm-vpn-down--edge-1-test"]


def test_what_is_away_is_told_by_name_and_hides_nothing_else(account):
    found = asked(account, Functions({}, error="ServerAway: on-premises"))
    assert found.replication is None
    assert found.unknown["replication"] == "database-replication says: ServerAway: on-premises"
    assert "ResourceNotFoundException" in found.unknown["claims"]
    assert found.alarms == {}


def test_before_there_is_replication_none_is_asked_for(account):
    found = asked(account, phase="prepare")
    assert (found.replication, found.check) == (None, None)
    assert not {"replication", "check", "rollout"} & found.unknown.keys()


def test_the_screen_has_what_matters_at_night_and_the_next_step_with_its_reasons(account):
    claims_in(account, ("blue", "unknown", "2026-11-28T00:30:00.000000Z"))
    lambdas = Functions(ANSWERS)
    env = moving()
    status = read_migration_status(env, env, lambda service: lambdas if service == "lambda" else account(service))
    text = "\n".join(status.lines())
    for words in (
        "test: phase shift",
        "claims: blue 1, green 0 (blue unknown 1)",
        "unknown payments: 1, the oldest p0 of blue, for ",
        "replication: ready, lag 1.2 s, tables not ready 0, WAL kept 2.00 GB",
        "comparison: 0 differences, 5 minutes old",
        "check: passed",
        "next: start the rollout",
        "  payinfra rollout start test migration --watch",
        "decommission: no, the phase is shift, and this follows complete",
    ):
        assert words in text, words
    assert not status.is_clear
    data = status.as_data()
    assert data["next"]["allowed"] is False
    assert any("unknown for" in reason for reason in data["next"]["reasons"])
    assert json.loads(json.dumps(data)) == data


def test_without_credentials_it_says_so_in_one_line_and_ends_with_2(monkeypatch, tmp_path, capsys):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    # A session of its own: the default one keeps the credentials of whoever asked first in this process.
    session = boto3.Session()
    with pytest.raises(UsageError, match="AWS cannot be asked: Unable to locate credentials"):
        asked(lambda service: session.client(service, region_name=REGION))


def test_an_environment_that_does_not_move_has_no_status(capsys):
    assert main(["migration", "status", "dev"]) == 2
    assert "dev moves nothing: its spec has no section 'migration'" in capsys.readouterr().err
