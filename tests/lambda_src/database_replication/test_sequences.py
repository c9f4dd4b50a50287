"""Sequences are set at the switch, with room, and never go back."""

from __future__ import annotations

import pytest

from database_replication.requirements import ReplicationRefused
from tests.lambda_src.database_replication.world import World


def test_new_rows_of_the_target_get_numbers_that_the_source_never_gave(world: World) -> None:
    world.at_source(
        "CREATE SEQUENCE payments.down INCREMENT -2 MINVALUE -100000 MAXVALUE -1 START -1;"
        "CREATE TABLE payments.debt (id int PRIMARY KEY DEFAULT nextval('payments.down'));"
        "INSERT INTO payments.debt DEFAULT VALUES"
    )
    made = world.prepared()
    answer = made.set_sequences({"room": 500})
    assert answer == {"sequences": {"payments.down": -1001, "payments.payment_id_seq": 600}}
    world.at_target("INSERT INTO payments.payment (amount) VALUES (1); INSERT INTO payments.debt DEFAULT VALUES")
    assert world.at_target("SELECT max(id) FROM payments.payment") == [[601]]
    assert world.at_target("SELECT min(id) FROM payments.debt") == [[-1003]]
    assert made.set_sequences({"room": 10})["sequences"]["payments.payment_id_seq"] == 601, "it never goes back"


def test_a_sequence_without_room_is_refused_by_name(world: World) -> None:
    world.at_source("CREATE TABLE payments.small (id smallserial PRIMARY KEY)")
    world.at_source("SELECT setval('payments.small_id_seq', 32000)")
    made = world.prepared()
    with pytest.raises(ReplicationRefused, match=r"sequence payments.small_id_seq has no room for 1000 more values"):
        made.set_sequences({})
