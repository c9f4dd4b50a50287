"""Once on-premises is gone: what it had booked is read from the copy, not changed, and never booked again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from database_replication.requirements import ReplicationRefused
from payments.claims import BLUE, GREEN
from payments.payment import payment_id_of
from tests.lambda_src.payment_relay.two_functions import (
    create_event,
    created,
    follow_up_event,
    get_event,
    invoke,
    list_event,
)
from tests.support.function_environment import restart_environment
from tests.support.lambda_events import payment, post_payment, unique
from tests.support.on_premises_copy import COLUMNS, PAYMENTS, keep
from tests.support.payment_cloud import MERCHANT
from tests.support.two_systems import CLAIMS, TwoSystems, create_claims_table

TABLE = "payments.payments"


@contextmanager
def gone(systems: TwoSystems, *, earlier: str = "ask") -> Iterator[None]:
    """Without the relay, with a copy of all that blue has booked by now."""
    cloud, blue = systems.cloud, systems.blue
    cloud.sql("DROP SCHEMA IF EXISTS payments CASCADE")
    drawn = (
        "payment_id uuid PRIMARY KEY, key text, merchant_id text, customer_id text, amount bigint, currency text, "
        "reference text, status text, refunded bigint, version integer, created_at timestamptz"
    )
    cloud.sql(f"CREATE SCHEMA payments; CREATE TABLE {TABLE} ({drawn})")
    rows = cloud.postgres.run(f"SELECT to_jsonb(p)::text FROM {TABLE} p", database=blue)
    for (row,) in rows:
        cloud.sql(
            f"INSERT INTO {TABLE} SELECT * FROM jsonb_populate_record(NULL::{TABLE}, CAST(:row AS jsonb))", row=row
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FUNCTION_PAYMENT_RELAY")
        patch.setenv("MIGRATION_EARLIER_PAYMENTS", earlier)
        restart_environment()
        yield
    restart_environment()


def forget(systems: TwoSystems, payment_id: str) -> None:
    """As if the payment were older than claims."""
    systems.cloud.moto.client("dynamodb").delete_item(
        TableName=systems.cloud.name(CLAIMS), Key={"paymentId": {"S": payment_id}}
    )


def kept(systems: TwoSystems, given: Mapping[str, Any] = PAYMENTS, **more: Any) -> dict[str, Any]:
    return keep(systems.cloud, create_claims_table(systems.cloud), given, **more)


def test_what_blue_has_booked_is_read_as_it_was_and_says_whose_it_is(systems: TwoSystems) -> None:
    made = created(BLUE)
    refunded = created(BLUE)["paymentId"]
    assert invoke(BLUE, follow_up_event(refunded, "refunds", {"amount": 250}))[0] == 201
    before = invoke(BLUE, get_event(refunded))[1]
    with gone(systems):
        kept(systems)
        assert invoke(GREEN, get_event(made["paymentId"])) == (200, {**made, "ledger": "blue"})
        assert invoke(GREEN, get_event(refunded)) == (200, {**before, "ledger": "blue"})
        assert before["refundedAmount"] == 250


def test_a_retry_is_answered_with_the_recorded_payment_and_books_nothing(systems: TwoSystems) -> None:
    claimed, unclaimed = create_event(), create_event()
    answers = [invoke(BLUE, event)[1] for _, event in (claimed, unclaimed)]
    forget(systems, unclaimed[0])
    with gone(systems):
        kept(systems)
        for (payment_id, event), first in zip((claimed, unclaimed), answers, strict=True):
            assert invoke(GREEN, event) == (201, {**first, "ledger": "blue"})
            assert systems.colours_of(payment_id) == BLUE
        assert systems.claims()[unclaimed[0]]["outcome"] == "booked"


@pytest.mark.parametrize("earlier", ["ask", "ignore"])
def test_a_key_from_before_claims_is_not_booked_again_once_it_is_kept(systems: TwoSystems, earlier: str) -> None:
    payment_id, event = create_event()
    first = invoke(BLUE, event)[1]
    forget(systems, payment_id)
    with gone(systems, earlier=earlier):
        kept(systems)
        assert invoke(GREEN, event) == (201, {**first, "ledger": "blue"})
        assert systems.colours_of(payment_id) == BLUE


def test_a_key_from_before_claims_is_found_in_the_copy_without_a_claim(systems: TwoSystems) -> None:
    payment_id, event = create_event()
    first = invoke(BLUE, event)[1]
    with gone(systems):
        kept(systems)
        forget(systems, payment_id)
        assert invoke(GREEN, event) == (201, {**first, "ledger": "blue"})
        assert systems.claims()[payment_id]["colour"] == BLUE
        assert systems.colours_of(payment_id) == BLUE


def test_a_payment_whose_id_does_not_follow_from_its_key_is_known_by_its_key(systems: TwoSystems) -> None:
    key, body = unique(), payment(customerId=f"c-{unique()}")
    with gone(systems):
        systems.cloud.sql(
            f"INSERT INTO {TABLE} SELECT gen_random_uuid(), :key, :merchant, :customer, 1250, 'EUR', 'order A-17', "
            "'approved', 0, 1, now()",
            key=key,
            merchant=body["merchantId"],
            customer=body["customerId"],
        )
        assert kept(systems)["unrecognised"] == 0
        status, answer = invoke(GREEN, post_payment(key, body))
        assert (status, answer.get("ledger")) == (201, BLUE), answer
        assert answer["paymentId"] != payment_id_of(key, body["merchantId"])
        assert invoke(GREEN, get_event(answer["paymentId"])) == (200, answer)
        assert systems.colours_of(payment_id_of(key, body["merchantId"])) == ""
        columns = {**COLUMNS, "idempotencyKey": None}
        found = kept(systems, {**PAYMENTS, "columns": columns})
        assert found["unrecognised"] == 1
        assert answer["paymentId"] in found["listed"][0]


@pytest.mark.parametrize(("was", "becomes"), [("1250", "1251"), ("EUR", "USD"), ("A-17", "A-18"), ("c-", "d-")])
def test_another_payment_under_a_key_of_blues_is_refused(systems: TwoSystems, was: str, becomes: str) -> None:
    payment_id, event = create_event()
    assert invoke(BLUE, event)[0] == 201
    with gone(systems):
        kept(systems)
        status, answer = invoke(GREEN, {**event, "body": event["body"].replace(was, becomes)})
        assert (status, answer["error"]["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert systems.colours_of(payment_id) == BLUE


def test_what_blue_has_booked_is_not_changed_and_the_answer_says_why_and_what_to_do(systems: TwoSystems) -> None:
    payment_id = created(BLUE)["paymentId"]
    with gone(systems):
        kept(systems)
        for event in (
            follow_up_event(payment_id, "refunds", {"amount": 1}),
            follow_up_event(payment_id, "reversal"),
            follow_up_event(payment_id, "decision", {"decision": "decline"}),
        ):
            status, answer = invoke(GREEN, event)
            assert (status, answer["error"]["code"]) == (409, "PAYMENT_READ_ONLY")
            assert "was replaced" in answer["error"]["message"]
            assert "by hand" in answer["error"]["message"]
        assert invoke(GREEN, get_event(payment_id))[1]["refundedAmount"] == 0


def test_a_list_has_both_newest_first_and_each_once(systems: TwoSystems) -> None:
    merchant = f"shop-{unique()}"
    systems.cloud.put_merchant(merchant)
    made = [created(side, merchantId=merchant)["paymentId"] for side in (BLUE, GREEN, BLUE, GREEN, BLUE)]
    with gone(systems):
        kept(systems)
        found: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            answer = invoke(GREEN, list_event(merchant, limit="2", **({"cursor": cursor} if cursor else {})))
            assert answer[0] == 200, answer
            found += answer[1]["payments"]
            cursor = answer[1]["nextCursor"]
        assert [one["paymentId"] for one in found] == made[::-1]
        assert [one.get("ledger", "green") for one in found] == [BLUE, GREEN, BLUE, GREEN, BLUE]
        of_blue = invoke(GREEN, list_event(merchant, ledger="blue", limit="2"))[1]
        assert [one["paymentId"] for one in of_blue["payments"]] == [made[4], made[2]]
        rest = invoke(GREEN, list_event(merchant, limit="2", cursor=of_blue["nextCursor"]))[1]
        assert ([one["paymentId"] for one in rest["payments"]], rest["nextCursor"]) == ([made[0]], None)


def test_a_cursor_of_greens_own_list_from_before_leads_on_in_it(systems: TwoSystems) -> None:
    merchant = f"shop-{unique()}"
    systems.cloud.put_merchant(merchant)
    made = [created(GREEN, merchantId=merchant)["paymentId"] for _ in range(3)]
    first = invoke(GREEN, list_event(merchant, limit="2"))[1]
    with gone(systems):
        rest = invoke(GREEN, list_event(merchant, limit="2", cursor=first["nextCursor"]))
        assert (rest[0], [one["paymentId"] for one in rest[1]["payments"]]) == (200, [made[0]])


@pytest.mark.parametrize("position", ["x", "eyJjcmVhdGVkQXQiOiJ4In0"])
def test_a_cursor_that_no_list_has_given_is_refused(systems: TwoSystems, position: str) -> None:
    with gone(systems):
        kept(systems)
        for query in ({}, {"ledger": "blue"}):
            status, answer = invoke(GREEN, list_event(MERCHANT, cursor=position, **query))
            assert (status, answer["error"]["code"]) == (400, "CURSOR_INVALID")


def test_another_callers_payment_is_not_there(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch) -> None:
    payment_id, event = create_event()
    assert invoke(BLUE, event)[0] == 201
    with gone(systems):
        kept(systems)
        monkeypatch.setenv("PAYMENTS_TENANCY", "enforced")
        for asked in (get_event(payment_id), follow_up_event(payment_id, "refunds", {"amount": 1})):
            assert invoke(GREEN, asked)[1]["error"]["code"] == "PAYMENT_NOT_FOUND"
        assert invoke(GREEN, event)[1]["error"]["code"] == "MERCHANT_NOT_FOUND"
        monkeypatch.undo()


def test_where_the_database_is_away_nothing_is_said_to_be_missing(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment_id, event = create_event()
    assert invoke(BLUE, event)[0] == 201
    with gone(systems):
        kept(systems)
        restart_environment()
        monkeypatch.setenv("DATABASE_PORT", "1")
        for asked in (get_event(payment_id), event, list_event(), create_event()[1]):
            assert invoke(GREEN, asked)[0] == 503
        monkeypatch.undo()


def test_a_walk_that_ended_is_taken_up_and_counts_each_payment_once(systems: TwoSystems) -> None:
    for _ in range(3):
        forget(systems, created(BLUE)["paymentId"])
    with gone(systems):
        [[payments]] = systems.cloud.sql(f"SELECT count(*) FROM {TABLE}")
        first = kept(systems, rows=1, most_pages=1)
        assert (first["finished"], first["waiting"], first["payments"]) == (False, "time", 1)
        second = kept(systems, rows=1, most_pages=2)
        assert second["payments"] == 3
        last = kept(systems, rows=1, most_pages=int(payments) + 1)
        assert (last["finished"], last["payments"]) == (True, payments)
        assert last["claimed"] + last["known"] == payments
        assert last["claimed"] >= 3
        again = kept(systems)
        assert (again["payments"], again["claimed"], again["conflicts"]) == (payments, 0, 0)


def test_what_does_not_fit_is_counted_and_named(systems: TwoSystems) -> None:
    both = created(GREEN)["paymentId"]
    with gone(systems):
        row = "INSERT INTO payments.payments SELECT {}, NULL, {}, 'c', {}, 'EUR', NULL, {}, 0, 1, now()"
        for values in (
            (f"'{both}'::uuid", "'shop-1'", "1", "'approved'"),
            ("gen_random_uuid()", "'shop-1'", "0", "'approved'"),
            ("gen_random_uuid()", "'shop-1'", "1", "'captured'"),
        ):
            systems.cloud.sql(row.format(*values))
        found = kept(systems)
        assert (found["conflicts"], found["unfit"], found["unrecognised"]) == (1, 2, 2)
        listed = json.dumps(found["listed"])
        for text in (f"{both}: green has claimed it too", "not a whole number", "name it in statuses"):
            assert text in listed
        assert kept(systems, {**PAYMENTS, "statuses": {"captured": "approved"}})["unfit"] == 1


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ({"amount": "reference"}, "payments.payments.reference is text, and amount needs int2 or int4"),
        ({"createdAt": "key"}, "and createdAt needs timestamptz or timestamp"),
        ({"status": "state"}, "payments.payments.state, named for status, is not there"),
    ],
)
def test_columns_that_do_not_fit_are_refused_by_name(systems: TwoSystems, column: dict[str, str], text: str) -> None:
    with gone(systems), pytest.raises(ReplicationRefused, match=text.replace(".", r"\.")):
        kept(systems, {**PAYMENTS, "columns": {**COLUMNS, **column}})


def test_a_copy_that_is_not_there_is_refused_by_name(systems: TwoSystems) -> None:
    with gone(systems), pytest.raises(ReplicationRefused, match="Aurora has no such table or view"):
        kept(systems, {**PAYMENTS, "table": "payments.none"})


def test_each_way_of_asking_finds_its_index(systems: TwoSystems) -> None:
    """Over millions of rows nobody would wait for the other."""
    with gone(systems):
        kept(systems)
        run = systems.cloud.sql
        run(
            f"INSERT INTO {TABLE} SELECT gen_random_uuid(), 'k' || n, 'm' || n % 2, 'c', 1, 'EUR', NULL, "
            "'approved', 0, 1, now() FROM generate_series(1, 20000) n"
        )
        run(f"ANALYZE {TABLE}")
        for condition in (
            "payment_id = 'x'",
            "merchant_id = 'm1' AND idempotency_key = 'k1'",
            "merchant_id = 'm1' AND (created_at, payment_id) < ('infinity', '') "
            "ORDER BY created_at DESC, payment_id DESC LIMIT 21",
        ):
            plan = "\n".join(
                row[0] for row in run(f"EXPLAIN SELECT * FROM ledger.on_premises_payments WHERE {condition}")
            )
            assert "Index" in plan, plan
            assert "Sort" not in plan, plan
