"""What differs is found by its key, and what is only on the way is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lambda_src.database_replication.world import World, as_json

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
