"""A stream is set up from nothing, and from wherever a run before has ended."""

from __future__ import annotations

import pytest

from adapters.database import Credential
from database_replication.requirements import ReplicationRefused
from tests.lambda_src.database_replication.world import World
from tests.support.crashes import Crash, Fuse

REFUSED = {
    "no key": (
        "CREATE TABLE payments.log (line text)",
        "payments.log has neither a primary key nor a replica identity by an index",
    ),
    "a key that may be checked late": (
        "CREATE TABLE payments.late (id int PRIMARY KEY DEFERRABLE)",
        "payments.late has neither a primary key",
    ),
    "unlogged": ("CREATE UNLOGGED TABLE payments.fast (id int PRIMARY KEY)", "payments.fast is unlogged"),
    "large objects": (
        "CREATE TABLE payments.scan (id int PRIMARY KEY, picture oid)",
        "payments.scan.picture has type oid",
    ),
    "a type of its own": (
        "CREATE TYPE payments.place AS (x int); CREATE TABLE payments.shop (id int PRIMARY KEY, at payments.place)",
        "payments.shop.at has type payments.place, which Aurora does not know",
    ),
}
CARRIED = """
CREATE DOMAIN payments.minor AS bigint CHECK (VALUE > 0);
CREATE TYPE payments.colour AS ENUM ('red', 'green');
CREATE TABLE payments."Odd one" (
    colour payments.colour, "Na me" varchar(20), at date, amount payments.minor,
    twice int GENERATED ALWAYS AS (1 + 1) STORED, span interval, parts payments.colour[], body jsonb,
    PRIMARY KEY ("Na me", at)) PARTITION BY RANGE (at);
CREATE TABLE payments.odd_2026 PARTITION OF payments."Odd one" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE payments.by_index (code char(3) NOT NULL, note text);
CREATE UNIQUE INDEX by_code ON payments.by_index (code);
ALTER TABLE payments.by_index REPLICA IDENTITY USING INDEX by_code;
INSERT INTO payments."Odd one"
VALUES ('green', 'ä', '2026-05-05', 3, DEFAULT, '1 day', ARRAY['red']::payments.colour[], '{"b": 1}');
INSERT INTO payments.by_index VALUES ('A', 'x');
"""


def test_rows_of_before_and_after_are_replicated(world: World) -> None:
    world.prepared()
    world.at_source("INSERT INTO payments.payment (amount) VALUES (7)")
    world.at_source("UPDATE payments.payment SET note = 'changed' WHERE id = 5")
    world.at_source("DELETE FROM payments.refund WHERE payment = 3")

    world.wait_same("SELECT * FROM payments.payment ORDER BY id")
    world.wait_same("SELECT * FROM payments.refund ORDER BY 1, 2")


def test_a_run_that_was_killed_after_any_statement_is_repeated(world: World) -> None:
    seen: set[tuple[str, str]] = set()
    kills = 0
    while True:
        try:
            world.replication(KilledAfterEach(seen)).prepare({})
            break
        except Crash:
            kills += 1
            world.end_sessions()
    assert kills > 15, "there are statements to be killed after"
    world.wait_ready(world.replication())
    world.at_source("INSERT INTO payments.payment (amount) VALUES (7)")
    world.wait_same("SELECT * FROM payments.payment ORDER BY id")
    assert world.replication().compare({})["differences"] == 0


class KilledAfterEach(Fuse):
    """Burns through after a statement that no run before has come to; which is told by that and the one before it."""

    def __init__(self, seen: set[tuple[str, str]]) -> None:
        super().__init__(1)
        self.seen, self.last = seen, ""

    def after(self, effect: str) -> None:
        what, self.last = (self.last, effect), effect
        if what not in self.seen:
            self.seen.add(what)
            super().after(effect)


@pytest.mark.parametrize("what", REFUSED)
def test_what_can_not_be_carried_is_refused_by_name(world: World, what: str) -> None:
    statement, reason = REFUSED[what]
    world.at_source(statement)
    with pytest.raises(ReplicationRefused, match=reason):
        world.replication().prepare({})
    assert world.left() == []


def test_domains_enumerations_partitions_and_odd_names_are_carried(world: World) -> None:
    world.at_source(CARRIED)
    answer = world.replication().prepare({})
    assert "payments.Odd one.twice is generated: it is not replicated" in answer["warnings"]
    world.wait_ready(world.replication())
    world.at_source("UPDATE payments.\"Odd one\" SET span = '2 days', colour = 'red'")
    world.at_source("DELETE FROM payments.by_index")
    world.wait_same('SELECT colour::text, "Na me", at, amount::bigint, span, body FROM payments."Odd one"')
    world.wait_same("SELECT code FROM payments.by_index")
    answer = world.replication().compare({})
    assert (answer["finished"], answer["listed"]) == (True, [])


def test_our_own_schema_is_not_replicated_from_on_premises(world: World) -> None:
    world.given["source"]["tables"] = ["payments.*", "ledger.*", "nothing.here"]
    world.at_source("CREATE SCHEMA ledger; CREATE TABLE ledger.payments (id int PRIMARY KEY)")
    with pytest.raises(ReplicationRefused) as refused:
        world.replication().prepare({})
    assert "schema ledger can not be replicated" in str(refused.value)
    assert "nothing.here: on-premises has no such table" in str(refused.value)


def test_tables_of_somebody_else_are_not_written_to(world: World) -> None:
    world.at_target("CREATE SCHEMA payments; CREATE TABLE payments.payment (id int PRIMARY KEY)")
    with pytest.raises(ReplicationRefused, match=r"Aurora has a table payments.payment that is not of replication"):
        world.replication().prepare({})


def test_a_copy_with_rows_is_copied_again_only_when_asked_for(world: World) -> None:
    made = world.prepared()
    made.tear_down({"stream": "replication"})
    with pytest.raises(ReplicationRefused, match=r"Aurora has rows already in payments.payment, payments.refund"):
        made.prepare({})
    made.prepare({"copyAgain": True})
    world.wait_ready(made)
    assert made.compare({})["differences"] == 0


def test_a_new_table_is_told_and_taken_up(world: World) -> None:
    made = world.prepared()
    world.at_source("CREATE TABLE payments.fee (id int PRIMARY KEY); INSERT INTO payments.fee VALUES (1)")
    problems = made.status({})["replication"]["problems"]
    assert [problem["kind"] for problem in problems] == ["drift"]
    assert "payments.fee is new on on-premises" in problems[0]["detail"]
    made.prepare({})
    world.wait_ready(made)
    world.wait_same("SELECT * FROM payments.fee")


def test_no_password_is_in_a_log(world: World) -> None:
    made = world.prepared()
    made.prepare({})
    for server in (world.source, world.target):
        text = server.log_file.read_text()
        assert world.name in text, "statements are logged"
        assert world.source.superuser_password not in text
        assert world.target.superuser_password not in text


def test_a_user_on_premises_needs_no_more_than_is_asked_for(world: World) -> None:
    name, secret = f"replicator_{world.given['name']}", "its password"
    world.at_source(f"CREATE ROLE {name} LOGIN PASSWORD '{secret}'")
    world.source_user = Credential(name, secret)
    with pytest.raises(ReplicationRefused) as refused:
        world.replication().prepare({})
    for lack in (
        "payments.payment belongs to another role",
        "payments.payment can not be read: GRANT SELECT",
        "the user may not create a schema: GRANT CREATE ON DATABASE",
        "the user may not replicate: ALTER ROLE",
    ):
        assert lack in str(refused.value)
    world.at_source(f"ALTER ROLE {name} REPLICATION")
    world.at_source(f'GRANT CREATE ON DATABASE "{world.source_name}" TO {name}')
    world.at_source(f"ALTER SCHEMA payments OWNER TO {name}")
    for table in ("payment", "refund"):
        world.at_source(f"ALTER TABLE payments.{table} OWNER TO {name}")

    made = world.prepared()

    assert made.compare({})["differences"] == 0
    assert made.tear_down({"stream": "replication"})["replication"]["left"] == []
    assert world.left() == []
    world.at_source(f"DROP OWNED BY {name} CASCADE; DROP ROLE {name}")
