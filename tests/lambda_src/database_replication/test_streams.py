"""Both streams at once, and their end."""

from __future__ import annotations

import pytest

from tests.lambda_src.database_replication.world import World

BOTH = pytest.mark.parametrize("world", [{"fallback": True}], indirect=True)
PAID = "INSERT INTO ledger.payments VALUES ('{0}', 5, ARRAY[''a'', NULL, ''b c''])".replace("''", "'")


@BOTH
def test_both_streams_run_and_nothing_goes_round(world: World) -> None:
    made = world.prepared()
    world.at_target(PAID.format("00000000-0000-0000-0000-000000000001"))
    made.fall_back({})
    world.wait_ready(made, "fallback")
    world.at_target(PAID.format("00000000-0000-0000-0000-000000000002"))
    world.at_target("INSERT INTO ledger.outbox VALUES ('00000000-0000-0000-0000-000000000002')")
    world.at_source("INSERT INTO payments.payment (amount) VALUES (8)")

    world.wait_same("SELECT * FROM payments.payment ORDER BY id")
    world.wait_same("SELECT * FROM ledger.payments ORDER BY 1")
    assert world.at_source("SELECT to_regclass('ledger.outbox')") == [[None]]
    answer = made.compare({})
    assert (answer["finished"], answer["rows"], answer["differences"]) == (True, 113, 0)
    assert made.check({}) == {"passed": True, "detail": "replicated, compared, no difference"}


@BOTH
def test_nothing_is_left_after_a_teardown(world: World) -> None:
    made = world.prepared()
    made.fall_back({})
    world.wait_ready(made, "fallback")
    answer = made.tear_down({})
    assert [found["left"] for found in answer.values()] == [[], []]
    assert world.left() == []
    assert world.at_target("SELECT count(*) FROM payments.payment") == [[100]], "what was copied stays"
    assert [found["removed"] for found in made.tear_down({}).values()] == [[], []]
