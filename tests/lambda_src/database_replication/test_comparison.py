"""What differs is found by its key, and what is only on the way is not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from generator.rehearsal.postgres_process import SUPERUSER
from tests.lambda_src.database_replication.world import World, as_json
from tests.support.crashes import Crash, Fuse
from tests.support.waiting import wait_until

PLANTED = {
    "changed": ("UPDATE payments.payment SET amount = amount + 1 WHERE id = 7", ["payments.payment (7): different"]),
    "lost": ("DELETE FROM payments.payment WHERE id = 8", ["payments.payment (8): missing"]),
    "added": ("INSERT INTO payments.refund VALUES (1, 2, 3)", ["payments.refund (1, 2): extra"]),
    "doubled": (
        "ALTER TABLE payments.payment DROP CONSTRAINT payment_pkey;"
        "INSERT INTO payments.payment SELECT * FROM payments.payment WHERE id = 9",
        ["payments.payment (9): doubled"],
    ),
    "null": ("UPDATE payments.payment SET note = NULL WHERE id = 10", ["payments.payment (10): different"]),
    "two that cancel out": (
        "UPDATE payments.payment SET note = CASE id WHEN 1 THEN 'payment 2' ELSE 'payment 1' END WHERE id IN (1, 2)",
        ["payments.payment (1): different", "payments.payment (2): different"],
    ),
}

ADVISORY = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"


def compare(world: World, **event: Any) -> dict[str, Any]:
    return dict(as_json(world.replication().compare(event)))


def test_equal_sides_have_no_difference(world: World) -> None:
    world.prepared()
    answer = compare(world)
    assert (answer["finished"], answer["rows"], answer["differences"], answer["listed"]) == (True, 110, 0, [])


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_difference_is_found_by_its_key(world: World, planted: str) -> None:
    world.prepared()
    statement, listed = PLANTED[planted]
    world.at_target(statement)
    answer = compare(world, rows=30)
    assert (answer["finished"], answer["listed"], answer["differences"]) == (True, listed, len(listed))


def test_a_comparison_that_was_killed_goes_on_where_it_was(world: World) -> None:
    world.prepared()
    for _ in range(2):
        with pytest.raises(Crash):
            world.replication(Fuse(4)).compare({"rows": 30})
        world.end_sessions()
        wait_until(lambda: world.at_target(ADVISORY) == [[0]], "the session of the killed call has ended")
    answer = world.replication(Fuse(4)).compare({"rows": 30})
    assert (answer["finished"], answer["rows"], answer["differences"]) == (True, 110, 0)


def test_a_call_without_time_says_so_and_the_next_goes_on(world: World) -> None:
    world.prepared()
    assert compare(world, seconds=0)["waiting"] == "time"
    assert compare(world)["finished"] is True


def test_rows_that_are_on_their_way_are_no_differences(world: World) -> None:
    world.prepared()
    end = threading.Event()

    def pay() -> None:
        login = {"username": SUPERUSER, "password": world.source.superuser_password}
        with world.source.session(world.source_name, **login) as session:
            while not end.wait(0.005):
                session.run("INSERT INTO payments.payment (amount) VALUES (1)")
                session.run("UPDATE payments.payment SET amount = amount + 1 WHERE id IN (1, 50, 99)")
                session.run("DELETE FROM payments.payment WHERE id = (SELECT max(id) - 20 FROM payments.payment)")

    with ThreadPoolExecutor(1) as pool:
        paying = pool.submit(pay)
        answers = [compare(world, rows=40, again=True) for _ in range(3)]
        end.set()
        paying.result()
    assert [answer["finished"] for answer in answers] == [True] * 3
    assert [row for answer in answers for row in answer["listed"]] == []
    world.at_target("DELETE FROM payments.payment WHERE id = 60")
    assert compare(world, again=True)["listed"] == ["payments.payment (60): missing"]


def test_what_servers_write_differently_is_the_same(world: World) -> None:
    for run, name, zone, style in (
        (world.at_source, world.source_name, "Asia/Tokyo", "German"),
        (world.at_target, world.target_name, "America/New_York", "SQL"),
    ):
        run(f"ALTER DATABASE \"{name}\" SET timezone = '{zone}'")
        run(f"ALTER DATABASE \"{name}\" SET datestyle = '{style}'")
        run(f'ALTER DATABASE "{name}" SET extra_float_digits = {0 if run == world.at_source else 3}')
        run(f"ALTER DATABASE \"{name}\" SET bytea_output = '{'escape' if run == world.at_source else 'hex'}'")
    world.at_source("ALTER TABLE payments.payment ADD rate float8, ADD span interval")
    world.at_source("UPDATE payments.payment SET rate = random() * 1e10, span = '1 year 2 days 03:04:05.6'")
    world.prepared()
    assert compare(world)["listed"] == []


def test_a_column_that_is_missing_is_told_and_not_compared(world: World) -> None:
    made = world.prepared()
    world.at_source("ALTER TABLE payments.refund ADD reason text")
    waiting = compare(world)["waiting"]
    assert waiting == "payments.refund.reason is missing on Aurora: ALTER TABLE payments.refund ADD COLUMN reason text"
    world.at_target(waiting.partition(": ")[2])
    world.at_source("UPDATE payments.refund SET reason = 'why'")
    world.wait_ready(made)
    assert compare(world)["differences"] == 0
