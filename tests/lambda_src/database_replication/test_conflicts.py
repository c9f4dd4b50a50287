"""A subscription that collides says with what, and goes on when that is mended."""

from __future__ import annotations

from typing import Any

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
