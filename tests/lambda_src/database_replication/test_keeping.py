"""What on-premises has booked is kept for good only when it is closed and the copy has all of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import pytest

from database_replication.requirements import ReplicationRefused
from generator.rehearsal.on_premises_ledger import SCHEMA, payment_id_of
from payments.claims import BLUE, GREEN, Claim, Colour
from tests.lambda_src.database_replication.world import World
from tests.support.on_premises_copy import PAYMENTS
from tests.support.payment_cloud import SQL

BOOK = (
    "INSERT INTO payments.payments (payment_id, key, merchant_id, customer_id, amount, currency, status) "
    "VALUES ('{}', '{}', 'shop-1', 'c-1', 1250, 'EUR', 'approved')"
)


@dataclass(slots=True)
class KnownClaims:
    """The table of claims, in memory: who is first owns a payment (tests/lambda_src/payment_relay has the real one)."""

    owners: dict[str, Colour] = field(default_factory=dict)

    def claim(self, payment_id: str) -> Claim:
        is_new = payment_id not in self.owners
        return Claim(payment_id=payment_id, colour=self.owners.setdefault(payment_id, BLUE), is_new=is_new)


@pytest.fixture
def claims(world: World) -> KnownClaims:
    """The world with the ledger as it is shipped, and the stand-in's tables on-premises."""
    world.at_source("DROP SCHEMA payments CASCADE")
    world.at_target("DROP SCHEMA ledger CASCADE")
    world.at_source(SCHEMA.read_text())
    for file in sorted(SQL.glob("*.sql")):
        world.at_target(file.read_text())
    for number in range(3):
        book(world, f"key-{number}")
    world.given["source"]["payments"] = PAYMENTS
    claims = KnownClaims()
    world.claim = claims.claim
    return claims


def book(world: World, key: str) -> str:
    payment_id = payment_id_of("shop-1", key)
    world.at_source(BOOK.format(payment_id, key))
    return payment_id


def close(world: World) -> None:
    world.given |= {"phase": "complete", "relay": {"readOnly": True}}


def test_while_on_premises_is_open_all_is_claimed_and_nothing_is_final(world: World, claims: KnownClaims) -> None:
    kept = world.prepared().keep({})
    assert (kept["finished"], kept["payments"], kept["claimed"], kept["final"]) == (True, 3, 3, False)
    assert "relay.readOnly is not set" in kept["notKept"]
    assert {*claims.owners} == {payment_id_of("shop-1", f"key-{number}") for number in range(3)}


def test_replication_is_not_taken_down_before_all_is_kept_for_good(world: World, claims: KnownClaims) -> None:
    made = world.prepared()
    made.keep({})
    world.given["phase"] = "complete"
    with pytest.raises(ReplicationRefused, match=r"not final: relay\.readOnly is not set.*keep first"):
        world.replication().tear_down({})
    close(world)
    late = book(world, "late")
    closed = world.replication()
    kept = closed.keep({})
    assert (kept["final"], kept["payments"], kept["notKept"]) == (True, 4, None)
    assert late in claims.owners
    assert closed.status({})["kept"]["final"] is True
    closed.tear_down({})
    assert world.left() == []
    [[rows]] = world.at_target("SELECT count(*) FROM ledger.on_premises_payments")
    assert rows == 4


def test_what_is_lost_by_intent_is_taken_down(world: World, claims: KnownClaims) -> None:
    made = world.prepared()
    close(world)
    world.replication().tear_down({"unkept": True})
    assert world.left() == []
    assert made.settings.payments is not None


def test_a_copy_that_is_behind_is_not_final(world: World, claims: KnownClaims) -> None:
    made = world.prepared()
    close(world)
    world.given["replication"]["maximumLagSeconds"] = 1
    world.at_target(f"ALTER SUBSCRIPTION {world.name} DISABLE")
    kept = world.replication().keep({})
    assert (kept["final"], kept["notFinal"]) == (False, "the copy is behind")
    world.at_target(f"ALTER SUBSCRIPTION {world.name} ENABLE")
    world.wait_ready(made)


def test_a_walk_that_began_before_it_was_closed_begins_again(world: World, claims: KnownClaims) -> None:
    made = world.prepared()
    assert made.keep({"rows": 1, "seconds": 0})["waiting"] == "time"
    close(world)
    kept = world.replication().keep({"rows": 1})
    assert (kept["finished"], kept["final"], kept["payments"]) == (True, True, 3)


def test_what_green_has_claimed_too_stops_the_end(world: World, claims: KnownClaims) -> None:
    made = world.prepared()
    close(world)
    both = payment_id_of("shop-1", "key-1")
    claims.owners[both] = GREEN
    kept = world.replication().keep({})
    assert kept["conflicts"] == 1
    assert both in kept["notKept"]
    with pytest.raises(ReplicationRefused, match="1 conflicts"):
        world.replication().tear_down({})
    assert made.settings.payments is not None


def test_a_key_by_which_no_retry_is_recognised_is_counted(world: World, claims: KnownClaims) -> None:
    world.given["source"]["payments"] = {**PAYMENTS, "columns": {**PAYMENTS["columns"], "idempotencyKey": None}}
    world.at_source(BOOK.format(uuid.uuid4(), "own"))
    assert world.prepared().keep({})["unrecognised"] == 1


def test_without_columns_there_is_nothing_to_keep(world: World) -> None:
    with pytest.raises(ReplicationRefused, match=r"migration\.source\.payments"):
        world.replication().keep({})
