"""What the application's user may do in a migrated database, and above all what it may not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.database_errors import sqlstate
from tests.lambda_src.credential_rotation.bench import Bench

REFUSED = [
    *(f"SELECT 1 FROM ledger.{table}" for table in ("payments", "entries", "postings", "decisions", "outbox")),
    "INSERT INTO ledger.accounts VALUES ('merchant:2')",
    "INSERT INTO ledger.entries (payment_id) VALUES (gen_random_uuid())",
    "INSERT INTO ledger.decisions (payment_id, decision) VALUES (gen_random_uuid(), 'approve')",
    "DELETE FROM ledger.outbox",
    "SELECT 1 FROM ledger.outbox FOR UPDATE",
    "SELECT ledger.book(gen_random_uuid(), NULL, 'fee', 'fees', 'merchant:m', 1, 'EUR', NULL)",
    "SELECT ledger.note(gen_random_uuid(), 1)",
    "SELECT ledger.entry_json(gen_random_uuid())",
    "UPDATE ledger.postings SET amount = 1",
    "DELETE FROM ledger.postings",
    "UPDATE ledger.payments SET decision = 'approve'",
    "DELETE FROM ledger.payments",
    "UPDATE ledger.entries SET booked_at = now()",
    "DELETE FROM ledger.accounts",
    "UPDATE ledger.outbox SET payment_id = gen_random_uuid()",
    "TRUNCATE ledger.outbox",
    "CREATE TABLE ledger.notes (note text)",
    "CREATE TABLE public.notes (note text)",
    "CREATE TEMPORARY TABLE notes (note text)",
    "CREATE SCHEMA notes",
    "ALTER TABLE ledger.payments DROP CONSTRAINT payments_amount_check",
    "ALTER TABLE ledger.entries DISABLE TRIGGER entries_balance",
    "DROP TABLE ledger.outbox",
    "CREATE OR REPLACE FUNCTION ledger.refuse_unbalanced_entry() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "CREATE ROLE another LOGIN",
    "ALTER ROLE payments_master PASSWORD 'known'",
    "SET ROLE payments_master",
    "SELECT sha256 FROM migration.applied",
    "INSERT INTO migration.applied (name, sha256) VALUES ('9999_x.sql', repeat('0', 64))",
    "SELECT rolpassword FROM pg_authid",
    "COPY ledger.accounts TO '/tmp/accounts'",
    "COPY ledger.accounts TO PROGRAM 'true'",
]
ALLOWED = [
    "SELECT ledger.find_payment('', 'key')",
    "SELECT ledger.get_payment(gen_random_uuid())",
    "SELECT ledger.lease_deliveries(1, '1 minute', '1 minute')",
    "SELECT ledger.settle_deliveries('[]')",
    "SELECT ledger.release_deliveries('[]')",
    "SELECT ledger.outbox_state()",
    "SELECT ledger.page_of_payments(gen_random_uuid(), 1)",
    "SELECT ledger.page_of_books(gen_random_uuid(), 1)",
    "SELECT ledger.ids_without_payment('[]')",
    "SELECT ledger.daily_sums('2026-01-01')",
]


@pytest.fixture
def sessions(own_bench: Bench) -> Iterator[list[Any]]:
    """One of each of the two users."""
    own_bench.migrate()
    own_bench.rotate()
    first = own_bench.value()
    own_bench.rotate()
    second = own_bench.value()
    with (
        own_bench.cluster.session(own_bench.database, username=first["username"], password=first["password"]) as a,
        own_bench.cluster.session(own_bench.database, username=second["username"], password=second["password"]) as b,
    ):
        yield [a, b]


def test_both_users_may_do_what_they_need_and_nothing_else(sessions: list[Any]) -> None:
    for session in sessions:
        assert [statement for statement in REFUSED if not _refused(session, statement)] == []
        session.run("BEGIN")
        for statement in ALLOWED:
            session.run(statement)
        session.run("ROLLBACK")


def _refused(session: Any, statement: str) -> bool:
    try:
        session.run(statement)
    except DatabaseError as fault:
        return sqlstate(fault) == "42501"
    return False


def test_neither_user_has_rights_beyond_the_role(sessions: list[Any]) -> None:
    for session in sessions:
        attributes = session.run(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles "
            "WHERE rolname = current_user"
        )
        assert attributes == [[False] * 5]
        memberships = session.run(
            "SELECT roleid::regrole::text, admin_option FROM pg_auth_members WHERE member = current_user::regrole"
        )
        assert memberships == [["payments_app", False]]
