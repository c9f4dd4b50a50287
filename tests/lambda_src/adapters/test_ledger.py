"""The ledger in a real database: twins, scopes, releases side by side, and what the database itself refuses."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.database import Credential, Database
from adapters.database_errors import sqlstate
from adapters.ledger import AuroraLedger
from adapters.ledger_rows import payment_to_row
from adapters.settings import DatabaseSettings
from database_migration.migration import migrate
from database_migration.sql_files import sql_files
from payments.request import PaymentRequest
from tests.support.concurrent_payments import FixedCredential, new_payment, record_concurrently
from tests.support.lambda_events import payment
from tests.support.payment_cloud import SQL
from tests.support.postgres import Postgres


@dataclass(frozen=True)
class Books:
    """A migrated database, the ledger as the application reaches it, and SQL as the owner."""

    postgres: Postgres
    name: str
    credential: Credential
    ledger: AuroraLedger

    @property
    def settings(self) -> DatabaseSettings:
        return _settings(self.postgres, self.name)

    def sql(self, statement: str, **parameters: Any) -> Any:
        return self.postgres.run(statement, database=self.name, **parameters)

    def as_application(self, *statements: tuple[str, dict[str, Any]]) -> list[Any]:
        with self.postgres.session(self.name, username=self.credential.username, password="secret") as session:
            session.run("BEGIN")
            rows = [session.run(statement, **parameters) for statement, parameters in statements]
            session.run("COMMIT")
            return rows


def _settings(postgres: Postgres, name: str) -> DatabaseSettings:
    return DatabaseSettings(host=postgres.host, port=postgres.port, name=name, ca_file=postgres.ca_file)


@pytest.fixture
def books(postgres: Postgres) -> Iterator[Books]:
    """A new database: what contracts the schema is applied, too."""
    name = postgres.new_database()
    for file in sorted(SQL.glob("*.sql")):
        postgres.run(file.read_text(), database=name)
    yield from _opened(postgres, name)


@pytest.fixture
def shared_books(postgres: Postgres) -> Iterator[Books]:
    """A database in which the release before this one has run, and may still do so."""
    name = postgres.new_database()
    master = Credential(postgres.username, postgres.password)
    with closing(Database(_settings(postgres, name), FixedCredential(master))) as database:
        assert migrate(database, sql_files()[:2]).applied == ["0001_ledger.sql", "0002_privileges.sql"]
        assert migrate(database, sql_files()).waiting == ("0006_contract.sql",)
    yield from _opened(postgres, name)


def _opened(postgres: Postgres, name: str) -> Iterator[Books]:
    username = f"app_{secrets.token_hex(4)}"
    postgres.run(f"CREATE ROLE {username} LOGIN IN ROLE payments_app PASSWORD 'secret'")
    credential = Credential(username, "secret")
    with closing(Database(_settings(postgres, name), FixedCredential(credential))) as database:
        yield Books(postgres, name, credential, AuroraLedger(database))
    postgres.drop_database(name)


@pytest.mark.slow
def test_twins_at_the_same_instant_all_get_the_payment(books: Books) -> None:
    """With one index as the arbiter, and two that collide, some of them get an error."""
    assert record_concurrently(books.settings, books.credential, processes=6, keys=500) == Counter(recorded=3000)
    assert books.sql("SELECT count(*), sum(amount)::bigint FROM ledger.postings") == [[1000, 0]]


def test_two_callers_have_a_key_each(books: Books) -> None:
    mine, yours = new_payment("order-1", "arn:me"), new_payment("order-1", "arn:you", amount=7)
    assert books.ledger.record(mine).payment_id == mine.payment_id
    assert books.ledger.record(yours).payment_id == yours.payment_id != mine.payment_id
    assert books.ledger.record(new_payment("order-1", "arn:you", amount=8)).request.amount.minor_units == 7
    assert [books.ledger.find("order-1", scope) for scope in ("arn:me", "arn:you", "arn:else")] == [mine, yours, None]


def test_a_recorded_payment_is_read_as_it_was_written(books: Books) -> None:
    written = new_payment("key", "arn:me", reference='it\'s a \\ "quote"')
    assert books.ledger.record(written) == written
    assert books.ledger.record(written) == written
    assert books.ledger.get(written.payment_id) == written


def test_a_payment_in_a_currency_that_was_withdrawn_stays_readable(books: Books) -> None:
    given = {**payment(currency="EUR"), "amount": 100}
    old = new_payment("lev")
    row = json.dumps(
        {
            **{"paymentId": old.payment_id, "scope": "", "idempotencyKey": "lev", "fingerprint": old.fingerprint},
            **{**given, "currency": "BGN", "decision": "approve", "score": 0, "reasons": [], "createdAt": 0},
        }
    )
    books.as_application(("SELECT ledger.record_payment(CAST(:row AS jsonb))", {"row": row}))
    found = books.ledger.find("lev")
    assert found is not None
    assert str(found.request.amount) == "1.00 BGN"


# What the release before this one sends: its statements, as they were.
_COLUMNS = (
    "payment_id, idempotency_key, fingerprint, amount, currency, merchant_id, customer_id, card_token, card_country, "
    "reference, decision, score, reasons, created_at"
)
_CLAIM = f"""
INSERT INTO ledger.payments ({_COLUMNS})
VALUES (CAST(:payment_id AS uuid), :idempotency_key, :fingerprint, :amount, :currency, :merchant_id, :customer_id,
        :card_token, :card_country, :reference, :decision, :score, CAST(:reasons AS text[]), :created_at)
ON CONFLICT (idempotency_key) DO NOTHING
RETURNING payment_id
"""
_ENTRY = "INSERT INTO ledger.entries (payment_id) VALUES (CAST(:payment_id AS uuid))"
_ACCOUNT = "INSERT INTO ledger.accounts (account) VALUES (:account) ON CONFLICT DO NOTHING"
_POSTING = """
INSERT INTO ledger.postings (payment_id, account, amount, currency)
VALUES (CAST(:payment_id AS uuid), :account, :amount, :currency)
"""
_NOTE = "INSERT INTO ledger.outbox (payment_id) VALUES (CAST(:payment_id AS uuid))"
_FIND = f"SELECT {_COLUMNS} FROM ledger.payments WHERE idempotency_key = :key"
_HOLD = "SELECT 1 FROM ledger.outbox WHERE payment_id = CAST(:payment_id AS uuid) FOR UPDATE"
_SETTLE = "DELETE FROM ledger.outbox WHERE payment_id = CAST(:payment_id AS uuid)"


def _claim(key: str) -> tuple[str, dict[str, Any]]:
    made = new_payment(key)
    request = made.request
    return _CLAIM, {
        **{"payment_id": made.payment_id, "idempotency_key": key, "fingerprint": made.fingerprint},
        **{"amount": request.amount.minor_units, "currency": "EUR", "merchant_id": request.merchant_id},
        **{"customer_id": request.customer_id, "card_token": request.card_token, "card_country": "DE"},
        **{"reference": request.reference, "decision": "approve", "score": 0, "reasons": []},
        "created_at": made.created_at,
    }


def _recorded_before(books: Books, key: str) -> str:
    """A payment that the release before this one books and delivers."""
    made = new_payment(key)
    one, amount = {"payment_id": made.payment_id}, made.request.amount.minor_units
    lines = [("card-clearing", amount), (f"merchant:{made.request.merchant_id}", -amount)]
    postings = [
        statement
        for account, sign in lines
        for statement in (
            (_ACCOUNT, {"account": account}),
            (_POSTING, {**one, "account": account, "amount": sign, "currency": "EUR"}),
        )
    ]
    claimed = books.as_application(_claim(key), (_ENTRY, one), *postings, (_NOTE, one))
    assert len(claimed[0]) == 1
    books.as_application((_HOLD, one), (_SETTLE, one))
    return made.payment_id


@pytest.mark.parametrize("scope", ["", "arn:me"])
def test_a_retry_that_comes_to_this_release_finds_what_the_one_before_has_booked(
    shared_books: Books, scope: str
) -> None:
    payment_id = _recorded_before(shared_books, "order-1")
    assert shared_books.ledger.record(new_payment("order-1", scope)).payment_id == payment_id
    found = shared_books.ledger.find("order-1", scope)
    assert found is not None
    assert (found.payment_id, found.version) == (payment_id, 1)
    assert shared_books.sql("SELECT kind, count(*) FROM ledger.entries GROUP BY kind") == [["sale", 1]]


@pytest.mark.parametrize("scope", ["", "arn:me"])
def test_a_retry_that_comes_to_the_release_before_finds_what_this_one_has_booked(
    shared_books: Books, scope: str
) -> None:
    booked = shared_books.ledger.record(new_payment("order-1", scope))
    [[], [row]] = shared_books.as_application(_claim("order-1"), (_FIND, {"key": "order-1"}))
    assert (str(row[0]), row[2]) == (booked.payment_id, booked.fingerprint)
    assert shared_books.sql("SELECT count(*) FROM ledger.entries") == [[1]]


def test_the_key_of_a_second_caller_is_free_while_the_release_before_runs(shared_books: Books) -> None:
    first = shared_books.ledger.record(new_payment("order-1", "arn:me"))
    second = shared_books.ledger.record(new_payment("order-1", "arn:you", customerId="another"))
    assert first.payment_id != second.payment_id
    assert shared_books.ledger.find("order-1", "arn:you") == second


def test_the_contract_is_applied_when_it_is_asked_for_and_then_this_release_goes_on(shared_books: Books) -> None:
    _recorded_before(shared_books, "before")
    master = Credential(shared_books.postgres.username, shared_books.postgres.password)
    with closing(Database(shared_books.settings, FixedCredential(master))) as database:
        assert migrate(database, sql_files(), contract=True).applied == ["0006_contract.sql"]
    assert shared_books.ledger.record(new_payment("before", "arn:me")).scope == ""
    assert shared_books.ledger.record(new_payment("after", "arn:me")).scope == "arn:me"


def test_a_release_that_adds_an_optional_field_asks_for_the_same_payment() -> None:
    later = dataclasses.make_dataclass(
        "Later",
        [("wallet", "str | None", dataclasses.field(default=None))],
        bases=(PaymentRequest,),
        frozen=True,
        kw_only=True,
    )
    now = PaymentRequest.of(payment())
    then = later(**{field.name: getattr(now, field.name) for field in dataclasses.fields(now)})
    assert now.is_same_payment_as(then)
    assert then.fingerprint() == now.fingerprint()
    assert not now.is_same_payment_as(dataclasses.replace(then, wallet="w"))


def test_the_fingerprint_is_what_it_was_in_the_first_release() -> None:
    canonical = (
        '{"amount":{"currency":"EUR","minor_units":1250},"card_country":"DE","card_token":"tok_4f9aZ81kQ0pLmN7r",'
        '"customer_id":"customer-1","merchant_id":"shop-1","reference":null}'
    )
    request = PaymentRequest.of(payment(reference=None))
    assert request.fingerprint() == hashlib.sha256(canonical.encode()).hexdigest()


_PAYMENT_OF = (
    "INSERT INTO ledger.payments SELECT gen_random_uuid(), gen_random_uuid()::text, fingerprint, amount, {currency}, "
    "merchant_id, customer_id, card_token, card_country, reference, '{decision}', score, reasons, created_at "
    "FROM ledger.payments WHERE idempotency_key = 'approved'"
)
_ENTRY_OF = """
WITH entry AS (
    INSERT INTO ledger.entries (entry_id, payment_id, kind)
    SELECT CASE WHEN '{kind}' = 'sale' THEN payment_id ELSE gen_random_uuid() END, payment_id, '{kind}'
      FROM ledger.payments WHERE idempotency_key = '{key}'
    RETURNING entry_id, payment_id
)
INSERT INTO ledger.postings (entry_id, line, payment_id, account, amount, currency)
SELECT entry_id, line, payment_id, account, amount, '{currency}'
  FROM entry, (VALUES {lines}) AS v (line, account, amount)
"""


def _entry(key: str, kind: str, *lines: tuple[str, int], currency: str = "EUR") -> str:
    values = ", ".join(f"({number}, '{account}', {amount})" for number, (account, amount) in enumerate(lines, 1))
    return _ENTRY_OF.format(key=key, kind=kind, currency=currency, lines=values)


SHOP, CARDS = "merchant:shop-1", "card-clearing"
UNTRUE = {
    "an approved payment without a sale": _PAYMENT_OF.format(currency="currency", decision="approve"),
    "a currency that is none": _PAYMENT_OF.format(currency="'zz'", decision="decline"),
    "a sale of a payment in review": _entry("review", "sale", (CARDS, 1250), (SHOP, -1250)),
    "a second sale": _entry("approved", "sale", (CARDS, 1250), (SHOP, -1250)),
    "a refund of more than was taken": _entry("approved", "refund", (SHOP, 1251), (CARDS, -1251)),
    "a refund that takes": _entry("approved", "refund", (SHOP, -1), (CARDS, 1)),
    "a refund to another merchant": _entry("approved", "refund", ("merchant:shop-2", 1), (CARDS, -1)),
    "a refund in another currency": _entry("approved", "refund", (SHOP, 1), (CARDS, -1), currency="USD"),
    "an entry that does not balance": _entry("approved", "refund", (SHOP, 2), (CARDS, -1)),
    "an entry without lines": "INSERT INTO ledger.entries (entry_id, kind) VALUES (gen_random_uuid(), 'adjustment')",
    "an entry of no kind": "INSERT INTO ledger.entries (entry_id, kind) VALUES (gen_random_uuid(), 'gift')",
    "a sale of no payment": "INSERT INTO ledger.entries (entry_id, kind) VALUES (gen_random_uuid(), 'sale')",
    "more lines of what is booked": (
        "INSERT INTO ledger.postings (entry_id, line, payment_id, account, amount, currency) "
        "SELECT entry_id, v.line, payment_id, v.account, v.amount, 'EUR' FROM ledger.entries, "
        f"(VALUES (3, '{CARDS}', 1), (4, '{SHOP}', -1)) AS v (line, account, amount)"
    ),
    "an account that nobody knows": _entry("approved", "refund", ("my-pocket", 1), (CARDS, -1)),
    "a decision on an approved payment": (
        "INSERT INTO ledger.decisions (payment_id, decision) SELECT payment_id, 'decline' FROM ledger.payments "
        "WHERE idempotency_key = 'approved'"
    ),
    "an approval without a sale": (
        "INSERT INTO ledger.decisions (payment_id, decision) SELECT payment_id, 'approve' FROM ledger.payments "
        "WHERE idempotency_key = 'review'"
    ),
    **{
        f"{verb} of {table}": statement.format(table=table)
        for table in ("payments", "entries", "postings", "decisions")
        for verb, statement in {
            "a change": "UPDATE ledger.{table} SET payment_id = payment_id",
            "a removal": "DELETE FROM ledger.{table}",
            "the end": "TRUNCATE ledger.{table} CASCADE",
        }.items()
    },
}


@pytest.fixture(scope="module")
def audited(postgres: Postgres) -> Iterator[Books]:
    """One approved payment and one in review."""
    name = postgres.new_database()
    for file in sorted(SQL.glob("*.sql")):
        postgres.run(file.read_text(), database=name)
    for books in _opened(postgres, name):
        books.ledger.record(new_payment("approved"))
        review = new_payment("review")
        books.ledger.record(
            dataclasses.replace(review, assessment=dataclasses.replace(review.assessment, decision="review"))
        )
        yield books


@pytest.mark.parametrize("sentence", UNTRUE)
def test_even_the_owner_can_not_write(audited: Books, sentence: str) -> None:
    with pytest.raises(DatabaseError) as refused:
        audited.sql(UNTRUE[sentence])
    assert sqlstate(refused.value) in {"23514", "23505", "23001"}
    assert audited.sql("SELECT count(*), sum(amount)::bigint FROM ledger.postings") == [[2, 0]]


def test_the_application_calls_functions_with_the_owners_rights_and_touches_nothing_else(audited: Books) -> None:
    callable_, sealed = (
        "has_function_privilege('payments_app', p.oid, 'EXECUTE')",
        "p.prosecdef AND p.proconfig IS NOT NULL",
    )
    functions = (
        f"FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'ledger' AND {callable_}"
    )
    [[calls, unsealed]] = audited.sql(f"SELECT count(*), count(*) FILTER (WHERE NOT ({sealed})) {functions}")
    assert calls > 10
    assert unsealed == 0
    every = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
    assert (
        audited.sql(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname IN ('ledger', 'migration') AND c.relkind IN ('r', 'v', 'm', 'p', 'f') "
            f"AND (has_table_privilege('payments_app', c.oid, '{every}') "
            f"OR has_any_column_privilege('payments_app', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))"
        )
        == []
    )
    assert (
        audited.sql(
            "SELECT nspname FROM pg_namespace WHERE has_schema_privilege('payments_app', oid, 'CREATE') "
            "UNION SELECT datname FROM pg_database WHERE datname = current_database() "
            "AND has_database_privilege('payments_app', oid, 'CREATE, TEMPORARY')"
        )
        == []
    )


def test_who_is_not_the_application_calls_nothing(audited: Books) -> None:
    found = audited.sql(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'ledger' "
        "AND has_function_privilege('pg_monitor', p.oid, 'EXECUTE')"
    )
    assert found == []


def test_what_the_application_may_say_books_nothing_untrue(audited: Books) -> None:
    """The functions are all it has, and whoever has its password may call them with any row."""
    good = payment_to_row(new_payment("of-the-application"))
    for change in (
        {"amount": 0},
        {"amount": -5},
        {"amount": 10**12},
        {"currency": "eu"},
        {"merchantId": "shop'; --"},
        {"cardToken": "the card itself"},
        {"fingerprint": "x"},
        {"decision": "settle"},
        {"score": -1},
        {"scope": None},
    ):
        with pytest.raises(DatabaseError):
            audited.as_application(
                ("SELECT ledger.record_payment(CAST(:row AS jsonb))", {"row": json.dumps({**good, **change})})
            )
    sales = audited.sql("SELECT payment_id::text FROM ledger.payments WHERE idempotency_key = 'approved'")
    give = {"kind": "refund", "paymentId": sales[0][0], "currency": "EUR", "reference": None}
    for change in ({"amount": -1}, {"amount": 1251}, {"amount": 10**15}):
        asked = {**give, "entryId": str(uuid.uuid4()), **change}
        [[[answer]]] = audited.as_application(
            ("SELECT ledger.give_back(CAST(:row AS jsonb))->>'outcome'", {"row": json.dumps(asked)})
        )
        assert answer == "exceeds"
    for kind in ("sale", "adjustment", "fee", "capture", "gift"):
        asked = {**give, "kind": kind, "amount": 1, "entryId": str(uuid.uuid4())}
        with pytest.raises(DatabaseError):
            audited.as_application(("SELECT ledger.give_back(CAST(:row AS jsonb))", {"row": json.dumps(asked)}))
    assert audited.sql("SELECT count(*), sum(amount)::bigint FROM ledger.postings") == [[2, 0]]


def test_fees_and_adjustments_can_be_booked(audited: Books) -> None:
    with audited.postgres.session(audited.name) as session:
        session.run("BEGIN")
        session.run(_entry("approved", "fee", (SHOP, 30), ("fees", -30)))
        session.run("SET CONSTRAINTS ALL IMMEDIATE")
        session.run("ROLLBACK")
