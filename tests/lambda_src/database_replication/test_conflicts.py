"""A subscription that collides says with what, and goes on when that is mended."""

from __future__ import annotations

from typing import Any

from generator.rehearsal.postgres_process import SUPERUSER
from tests.lambda_src.database_replication.world import World
from tests.support.waiting import wait_until


def _conflict(world: World) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    def told() -> bool:
        found[:] = [p for p in world.replication().status({})["replication"]["problems"] if p["kind"] == "conflict"]
        return bool(found)

    wait_until(told, "a conflict is told")
    return found[0]


def test_a_row_that_is_there_already_is_told_with_its_key_and_mended(world: World) -> None:
    made = world.prepared()
    world.at_target("INSERT INTO payments.payment (id, amount) VALUES (101, 1)")
    world.at_source("INSERT INTO payments.payment (amount, note) VALUES (2, 'secret')")
    detail = _conflict(world)["detail"]
    assert "Aurora refuses the insert of payments.payment (id = 101)" in detail
    assert "SQLSTATE 23505" in detail
    assert "secret" not in detail
    assert not made.check({})["passed"]
    world.at_target(detail.partition("to mend it on Aurora: ")[2].partition(";")[0])
    world.wait_same("SELECT * FROM payments.payment ORDER BY id")
    world.wait_ready(made)


def test_a_value_that_does_not_fit_is_told_without_the_value(world: World) -> None:
    made = world.prepared()
    world.at_target("ALTER TABLE payments.payment ALTER note TYPE varchar(11)")
    world.at_source("UPDATE payments.payment SET note = 'a secret that is long' WHERE id = 4")
    detail = _conflict(world)["detail"]
    assert "Aurora refuses the update of payments.payment (id = 4): SQLSTATE 22001" in detail
    assert "secret" not in detail
    drift = [p["detail"] for p in made.status({})["replication"]["problems"] if p["kind"] == "drift"]
    assert drift == [
        "payments.payment.note has type text, on Aurora character varying(11): "
        "ALTER TABLE payments.payment ALTER COLUMN note TYPE text"
    ]
    world.at_target(drift[0].partition(": ")[2])
    world.wait_same("SELECT * FROM payments.payment ORDER BY id")


def test_a_subscriber_that_is_only_late_has_no_conflict(world: World) -> None:
    made = world.prepared()
    with world.target.session(
        world.target_name, username=SUPERUSER, password=world.target.superuser_password
    ) as session:
        session.run("BEGIN")
        session.run("LOCK TABLE payments.payment")
        world.at_source("UPDATE payments.payment SET note = 'later' WHERE id = 4")
        status = made.status({})["replication"]
        session.run("ROLLBACK")
    assert status["problems"] == []
    assert status["lagSeconds"] > 1
    world.wait_same("SELECT * FROM payments.payment ORDER BY id")
