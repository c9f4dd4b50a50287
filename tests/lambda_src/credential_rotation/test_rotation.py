"""The four steps through the handler, against a real PostgreSQL server and an emulated Secrets Manager."""

from __future__ import annotations

import io
import json
import logging
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.logs import logger
from adapters.settings import _CA_BUNDLE
from credential_rotation.handler import STEPS, handler
from credential_rotation.rotation import RotationRefused
from payments.errors import TemporarilyUnavailable
from tests.lambda_src.credential_rotation.bench import Bench


def test_the_first_rotation_fills_an_empty_secret_in_the_layout_of_rds(bench: Bench) -> None:
    bench.rotate()

    value = bench.value()
    assert value == {
        "engine": "postgres",
        "host": bench.cluster.host,
        "port": bench.cluster.port,
        "dbname": bench.database,
        "username": "payments_app_a",
        "password": value["password"],
    }
    assert len(value["password"]) == 64
    assert value["password"].isalnum()
    assert bench.lets_in(value)


def test_a_credential_is_never_readable_before_it_works(bench: Bench) -> None:
    bench.step("createSecret", bench.begin())

    assert bench.lets_in(bench.value())


@pytest.mark.parametrize("order", [("rotate", "migrate"), ("migrate", "rotate")])
def test_rotation_and_migration_may_come_in_either_order(own_bench: Bench, order: tuple[str, str]) -> None:
    for name in order:
        getattr(own_bench, name)()

    value = own_bench.value()
    with own_bench.cluster.session(
        own_bench.database, username=value["username"], password=value["password"]
    ) as session:
        session.run("SELECT ledger.outbox_state()")
        assert session.run("SHOW statement_timeout") == [["5s"]]


def test_users_take_turns_and_the_one_before_keeps_its_password(bench: Bench) -> None:
    values = []
    for _ in range(3):
        bench.rotate()
        values.append(bench.value())

    assert [value["username"] for value in values] == ["payments_app_a", "payments_app_b", "payments_app_a"]
    assert len({value["password"] for value in values}) == 3
    assert bench.lets_in(values[2])
    assert bench.lets_in(values[1])
    assert bench.value(VersionStage="AWSPREVIOUS") == values[1]
    with pytest.raises(DatabaseError, match="28P01"):
        bench.lets_in(values[0])


def test_every_step_may_be_repeated_at_once_and_from_the_start(bench: Bench) -> None:
    bench.rotate()
    before, token = bench.value(), bench.begin()
    for step in STEPS:
        bench.step(step, token)
        pending = bench.value(VersionId=token)
        bench.step(step, token)
        assert bench.value(VersionId=token) == pending
    for step in STEPS:
        bench.step(step, token)

    assert bench.versions_with("AWSCURRENT") == [token]
    assert bench.lets_in(bench.value())
    assert bench.lets_in(before)


def test_every_step_may_be_called_twice_at_the_same_time(bench: Bench) -> None:
    bench.rotate()
    token = bench.begin()
    with ThreadPoolExecutor(4) as pool:
        for step in STEPS:
            list(pool.map(lambda _, step=step: bench.step(step, token), range(4)))

    assert bench.versions_with("AWSCURRENT") == [token]
    assert bench.lets_in(bench.value())
    assert bench.lets_in(bench.value(VersionStage="AWSPREVIOUS"))


def test_a_pending_value_that_exists_is_kept(bench: Bench) -> None:
    bench.rotate()
    token = bench.begin()
    bench.put_pending(token, username="payments_app_b", password="set-by-another-call")

    for step in STEPS:
        bench.step(step, token)

    assert bench.value()["password"] == "set-by-another-call"
    assert bench.lets_in(bench.value())


def test_a_token_that_is_no_version_of_the_secret_is_refused(bench: Bench) -> None:
    bench.rotate()
    labels = bench.labels()

    for step in STEPS:
        with pytest.raises(RotationRefused, match="neither pending nor current"):
            bench.step(step, str(uuid.uuid4()))

    assert bench.labels() == labels


def test_a_step_of_a_rotation_that_is_over_is_refused(bench: Bench) -> None:
    old = bench.rotate()
    bench.rotate()
    new = bench.begin()
    bench.step("createSecret", new)
    bench.step("setSecret", new)

    for step in STEPS:
        with pytest.raises(RotationRefused, match=old):
            bench.step(step, old)

    assert bench.lets_in(bench.value())
    bench.step("testSecret", new)


def test_steps_that_come_too_early_are_refused(bench: Bench) -> None:
    bench.rotate()
    token = bench.begin()
    with pytest.raises(RotationRefused, match="createSecret comes first"):
        bench.step("setSecret", token)
    bench.step("createSecret", token)
    with pytest.raises(RotationRefused, match="does not accept"):
        bench.step("testSecret", token)
    with pytest.raises(RotationRefused, match="does not accept"):
        bench.step("finishSecret", token)

    assert bench.value()["username"] == "payments_app_a"
    assert bench.lets_in(bench.value())


def test_the_password_of_the_user_in_use_is_never_changed(bench: Bench) -> None:
    bench.rotate()
    current, token = bench.value(), bench.begin()
    bench.put_pending(token, password="another-password")

    with pytest.raises(RotationRefused, match="in use"):
        bench.step("setSecret", token)

    assert bench.lets_in(current)


def test_no_user_is_changed_but_the_two(bench: Bench) -> None:
    bench.rotate()
    token = bench.begin()
    bench.put_pending(token, username=bench.cluster.username, password="taken-over")

    with pytest.raises(RotationRefused, match="not rotated"):
        bench.step("setSecret", token)

    assert bench.cluster.run("SELECT 1") == [[1]]


def test_a_current_credential_that_the_database_lost_is_set_again(bench: Bench) -> None:
    token = bench.rotate()
    bench.cluster.run("DROP ROLE payments_app_a")

    bench.step("setSecret", token)

    assert bench.lets_in(bench.value())


def test_a_user_that_lost_its_rights_gets_them_back(bench: Bench) -> None:
    token = bench.rotate()
    bench.cluster.run("REVOKE payments_app FROM payments_app_a")
    with pytest.raises(RotationRefused):
        bench.step("testSecret", token)

    bench.step("setSecret", token)

    bench.step("testSecret", token)


def test_a_server_that_can_not_be_verified_is_not_talked_to(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_CA_FILE", str(_CA_BUNDLE))

    with pytest.raises(TemporarilyUnavailable):
        bench.rotate()

    assert bench.labels() == {}
    assert bench.cluster.run("SELECT 1 FROM pg_roles WHERE rolname LIKE 'payments_app%'") == []


def test_a_server_of_another_name_is_not_talked_to(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_HOST", "127.0.0.2")

    with pytest.raises(TemporarilyUnavailable):
        bench.rotate()

    assert bench.labels() == {}


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("the step must be one of", {"Step": "eraseSecret"}),
        ("must name Step", {"Step": None}),
        ("must name SecretId", {"SecretId": ""}),
        ("must name ClientRequestToken", {"ClientRequestToken": 7}),
    ],
)
def test_an_event_of_another_shape_is_refused(sentence: str, change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=sentence):
        handler({"Step": "testSecret", "SecretId": "app", "ClientRequestToken": "token", **change}, None)


def test_no_password_reaches_a_log(bench: Bench, application_log: Callable[[], str]) -> None:
    bench.rotate()
    bench.rotate()
    with pytest.raises(RotationRefused):
        bench.step("testSecret", str(uuid.uuid4()))

    passwords = [bench.value()["password"], bench.value(VersionStage="AWSPREVIOUS")["password"]]
    of_the_server = bench.cluster.log_file.read_text()
    assert 'ROLE "payments_app_b" LOGIN PASSWORD \'SCRAM-SHA-256$' in of_the_server
    assert [json.loads(line)["step"] for line in application_log().splitlines()] == [*STEPS, *STEPS]
    for password in (*passwords, bench.cluster.password):
        assert password not in of_the_server
        assert password not in application_log()


@pytest.fixture
def application_log() -> Iterator[Callable[[], str]]:
    """What the functions log, at the lowest level."""
    stream = io.StringIO()
    recorder = logging.StreamHandler(stream)
    recorder.setFormatter(logger.registered_formatter)
    underlying = logging.getLogger(logger.name)
    level = underlying.level
    underlying.addHandler(recorder)
    underlying.setLevel(logging.DEBUG)
    yield stream.getvalue
    underlying.removeHandler(recorder)
    underlying.setLevel(level)
