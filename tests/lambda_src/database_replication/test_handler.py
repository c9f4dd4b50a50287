"""The function as AWS calls it, in this process and from its archive."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from database_replication.handler import handler
from generator.rehearsal.postgres_process import SUPERUSER
from tests.lambda_src.database_replication.world import Context, World, as_json
from tests.support.archives import lonely_python, unzip
from tests.support.function_environment import restart_environment
from tests.support.lambda_process import lambda_process
from tests.support.moto_server import MotoServer

METRICS = (
    "ReplicationLagSeconds",
    "ReplicationLagBytes",
    "RetainedWalBytes",
    "TablesNotReady",
    "ComparisonDifferences",
)


@pytest.fixture
def variables(world: World, moto: MotoServer) -> Mapping[str, str]:
    """Secrets and the parameter, as the stack makes them."""
    secrets, name = moto.client("secretsmanager"), uuid.uuid4().hex
    login = {"username": SUPERUSER, "password": world.source.superuser_password}
    trusted = {**login, "certificateAuthority": world.source.ca_file.read_text(), "serverName": "localhost"}
    world.given["source"]["host"] = "127.0.0.1"
    moto.client("ssm").put_parameter(Name=f"/{name}/migration", Type="String", Value=json.dumps(world.given))
    return {
        **moto.variables(),
        "DATABASE_HOST": world.target.host,
        "DATABASE_PORT": str(world.target.port),
        "DATABASE_NAME": world.target_name,
        "DATABASE_CA_FILE": str(world.target.ca_file),
        "PARAMETER_MIGRATION": f"/{name}/migration",
        "SECRET_MASTER": _secret(secrets, {**login, "password": world.target.superuser_password}),
        "SECRET_ON_PREMISES_DATABASE": _secret(secrets, trusted),
        "POWERTOOLS_METRICS_NAMESPACE": "Payments",
        "POWERTOOLS_SERVICE_NAME": "lambda-database-replication-test",
    }


def _secret(client: object, value: Mapping[str, str]) -> str:
    made = client.create_secret(Name=uuid.uuid4().hex, SecretString=json.dumps(value))  # type: ignore[attr-defined]
    return str(made["ARN"])


@pytest.fixture
def inside(variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    restart_environment()
    yield
    restart_environment()


@pytest.mark.usefixtures("inside")
def test_a_rollout_may_go_on_when_all_is_copied_and_compared(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    question = {"rollout": "migration", "execution": "one", "green": 5}
    assert as_json(handler(question, Context())) == {
        "passed": False,
        "detail": f"replication: Aurora has no subscription {world.name}: prepare; nothing was compared yet: compare",
    }
    assert handler({"action": "prepare"}, Context())["tables"][1:] == ["payments.payment", "payments.refund"]
    world.wait_ready(world.replication())
    assert handler({"action": "compare"}, Context())["finished"] is True
    assert handler(question, Context()) == {"passed": True, "detail": "replicated, compared, no difference"}
    status = as_json(handler({"action": "status"}, Context()))
    assert status["comparison"]["differences"] == 0
    written = capsys.readouterr().out
    assert [name for name in METRICS if f'"Name":"{name}"' not in written] == []


@pytest.mark.usefixtures("inside")
def test_an_action_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the action must be one of prepare, fallback, status"):
        handler({"action": "drop everything"}, Context())


def test_the_archive_alone_does_it(world: World, variables: Mapping[str, str], tmp_path: Path) -> None:
    folder = unzip("database_replication", tmp_path / "task")
    process = lambda_process(
        "database_replication.handler.handler",
        variables,
        tmp_path / "log",
        folder=folder,
        python=lonely_python(),
    )
    with process as function:
        assert function.invoke({"action": "prepare"})["name"] == world.name, function.log()
        world.wait_ready(world.replication())
        assert function.invoke({"action": "compare"})["differences"] == 0
        assert function.invoke({"action": "teardown"})["replication"]["left"] == []
    assert world.left() == []
    assert world.source.superuser_password not in (tmp_path / "log").read_text()
