"""Servers that crash, slots that are lost, and streams that are taken down while one side is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from database_replication.requirements import ReplicationRefused
from generator.rehearsal.postgres import Postgres
from tests.lambda_src.database_replication.world import World, dropped_slots, kill, restart
from tests.support.waiting import wait_until

PAID = "INSERT INTO payments.payment (amount) SELECT n FROM generate_series(1, 500) AS n"


@contextmanager
def away(server: Postgres) -> Iterator[None]:
    """kill -9, and back at the end."""
    kill(server)
    try:
        yield
    finally:
        restart(server)


@pytest.mark.parametrize("side", ["source", "target"])
def test_everything_goes_on_after_kill_9(world: World, side: str) -> None:
    made = world.prepared()
    world.at_source(PAID)
    with away(getattr(world, side)):
        status = made.status({})["replication"]
        assert [problem["kind"] for problem in status["problems"]] == ["serverAway"]
        assert made.check({})["passed"] is False
    world.at_source(PAID)
    world.wait_ready(made)
    world.wait_same("SELECT * FROM payments.payment ORDER BY id")
    answer = made.compare({})
    assert (answer["finished"], answer["rows"], answer["differences"]) == (True, 1110, 0)


def test_a_source_that_crashes_during_the_first_copy_is_copied_all_the_same(world: World) -> None:
    world.at_source("INSERT INTO payments.payment (amount) SELECT n FROM generate_series(1, 100000) AS n")
    made = world.replication()
    made.prepare({})
    with away(world.source):
        pass
    world.wait_ready(made)
    assert made.compare({})["differences"] == 0


def test_a_slot_that_did_not_survive_a_failover_is_told_and_not_replaced(world: World) -> None:
    made = world.prepared()
    world.at_target(f"ALTER SUBSCRIPTION {world.name} DISABLE")
    wait_until(lambda: dropped_slots(world.at_source), "the slot is dropped")
    world.at_target(f"ALTER SUBSCRIPTION {world.name} ENABLE")
    status = made.status({})["replication"]
    assert status["state"] == "slotMissing"
    assert made.check({})["passed"] is False
    with pytest.raises(ReplicationRefused, match=r"slot .* is missing on on-premises: .* copied again"):
        made.prepare({})
    made.tear_down({"stream": "replication"})
    made.prepare({"copyAgain": True})
    world.wait_ready(made)


def test_a_slot_whose_wal_is_gone_is_told(world: World) -> None:
    made = world.prepared()
    world.at_target(f"ALTER SUBSCRIPTION {world.name} DISABLE")
    assert made.status({})["replication"]["state"] == "disabled"
    world.source.administer("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'")
    try:
        world.source.administer("SELECT pg_reload_conf()")
        for _ in range(4):
            world.at_source("CREATE TABLE fill AS SELECT 1; DROP TABLE fill")
            world.at_source("SELECT pg_switch_wal()")
        world.at_source("CHECKPOINT")
        status = made.status({})["replication"]
    finally:
        world.source.administer("ALTER SYSTEM RESET max_slot_wal_keep_size")
        world.source.administer("SELECT pg_reload_conf()")
    assert status["state"] == "slotInvalid"
    with pytest.raises(ReplicationRefused, match=r"slot .* is invalid on on-premises"):
        made.prepare({})


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_stream_is_taken_down_while_one_server_is_away(world: World, side: str) -> None:
    made = world.prepared()
    with away(getattr(world, side)):
        (left,) = made.tear_down({"stream": "replication"})["replication"]["left"]
        assert "does not answer" in left
    assert len(world.left()) > 0
    again = made.tear_down({"stream": "replication"})["replication"]
    assert (again["left"], world.left()) == ([], [])


def test_a_stream_is_taken_down_in_the_middle_of_its_first_copy(world: World) -> None:
    world.at_source("INSERT INTO payments.payment (amount) SELECT n FROM generate_series(1, 100000) AS n")
    made = world.replication()
    made.prepare({})
    made.tear_down({"stream": "replication"})
    assert world.left() == []
