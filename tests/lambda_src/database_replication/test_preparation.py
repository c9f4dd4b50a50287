"""A stream is set up from nothing, and from wherever a run before has ended."""

from __future__ import annotations

from tests.lambda_src.database_replication.world import World


def test_rows_of_before_and_after_are_replicated(world: World) -> None:
    world.prepared()
    world.at_source("INSERT INTO payments.payment (amount) VALUES (7)")
    world.at_source("UPDATE payments.payment SET note = 'changed' WHERE id = 5")
    world.at_source("DELETE FROM payments.refund WHERE payment = 3")

    world.wait_same("SELECT * FROM payments.payment ORDER BY id")
    world.wait_same("SELECT * FROM payments.refund ORDER BY 1, 2")
