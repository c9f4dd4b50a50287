"""Migrations against a real PostgreSQL server."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest

from adapters.database import Credential, Database, Session
from adapters.settings import DatabaseSettings
from database_migration.handler import handler
from database_migration.migration import MigrationFailed, Outcome, migrate
from database_migration.sql_files import FOLDER, MigrationRefused, SqlFile, sql_files
from tests.support.function_environment import restart_environment
from tests.support.moto_server import MotoServer
from tests.support.postgres import Postgres

T = TypeVar("T")

NOTES = "CREATE TABLE notes (note text);\nINSERT INTO notes VALUES ('first'), ('second');\n"


class Fresh:
    """A database that belongs to one test, and a folder of SQL files."""

    def __init__(self, server: Postgres, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.name = server.new_database()

    def open(self) -> Database:
        settings = DatabaseSettings(
            host=self.server.host, port=self.server.port, name=self.name, ca_file=self.server.ca_file
        )
        return Database(settings, Master(self.server))

    def write(self, **files: str) -> None:
        for name, text in files.items():
            (self.folder / f"{name.removeprefix('n')}.sql").write_text(text)

    def migrate(self) -> Outcome:
        with closing(self.open()) as database:
            return migrate(database, sql_files(self.folder))

    def migrate_shipped(self) -> Outcome:
        with closing(self.open()) as database:
            return migrate(database, sql_files())

    def rows(self, sql: str) -> list[list[object]]:
        return self.server.run(sql, database=self.name)

    def recorded(self) -> list[object]:
        return [row[0] for row in self.rows("SELECT name FROM migration.applied ORDER BY name")]


class Master:
    def __init__(self, server: Postgres) -> None:
        self.server = server

    def current(self, *, fresh: bool) -> Credential:
        return Credential(self.server.username, self.server.password)


@pytest.fixture
def fresh(postgres: Postgres, tmp_path: Path) -> Iterator[Fresh]:
    made = Fresh(postgres, tmp_path)
    yield made
    postgres.drop_database(made.name)


def test_shipped_files_are_applied_in_order_and_once(fresh: Fresh) -> None:
    shipped = sorted(path.name for path in FOLDER.glob("*.sql"))

    assert fresh.migrate_shipped() == Outcome(applied=shipped, already=[])
    assert fresh.migrate_shipped() == Outcome(applied=[], already=shipped)
    assert fresh.recorded() == shipped
    assert fresh.rows("SELECT account FROM ledger.accounts") == [["card-clearing"]]


def test_runs_at_the_same_time_share_the_files_between_them(fresh: Fresh) -> None:
    shipped = [file.name for file in sql_files()]

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda _: fresh.migrate_shipped(), range(6)))

    assert sorted(name for outcome in outcomes for name in outcome.applied) == shipped
    assert all(sorted([*outcome.applied, *outcome.already]) == shipped for outcome in outcomes)


def test_a_run_waits_for_the_one_before_it(fresh: Fresh) -> None:
    """Unguarded, both would find no record, sleep at the same time and make the table twice."""
    fresh.write(n0001_slow=f"SELECT pg_sleep(0.3);\n{NOTES}")

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda _: fresh.migrate(), range(2)))

    assert sorted(len(outcome.applied) for outcome in outcomes) == [0, 1]
    assert fresh.rows("SELECT count(*) FROM notes") == [[2]]


def test_a_new_file_is_applied_after_the_old_ones(fresh: Fresh) -> None:
    fresh.write(n0001_notes=NOTES)
    fresh.migrate()
    fresh.write(n0002_colours="ALTER TABLE notes ADD colour text")

    assert fresh.migrate() == Outcome(applied=["0002_colours.sql"], already=["0001_notes.sql"])


def test_an_applied_file_that_was_changed_is_refused_before_anything_is_applied(fresh: Fresh) -> None:
    fresh.write(n0001_notes=NOTES)
    fresh.migrate()
    fresh.write(n0001_notes=f"{NOTES}-- one more word\n", n0002_colours="ALTER TABLE notes ADD colour text")

    with pytest.raises(MigrationRefused, match=r"0001_notes.sql was changed after it was applied"):
        fresh.migrate()

    assert fresh.recorded() == ["0001_notes.sql"]


def test_a_new_file_between_applied_ones_is_refused(fresh: Fresh) -> None:
    fresh.write(n0001_notes=NOTES, n0003_colours="ALTER TABLE notes ADD colour text")
    fresh.migrate()
    fresh.write(n0002_sizes="ALTER TABLE notes ADD size text")

    with pytest.raises(MigrationRefused, match=r"0002_sizes.sql is new, but comes before 0003_colours.sql"):
        fresh.migrate()


def test_a_database_ahead_of_the_files_is_left_alone(fresh: Fresh) -> None:
    fresh.write(n0001_notes=NOTES, n0002_colours="ALTER TABLE notes ADD colour text")
    fresh.migrate()
    (fresh.folder / "0002_colours.sql").unlink()

    assert fresh.migrate() == Outcome(applied=[], already=["0001_notes.sql"])


def test_a_file_that_fails_leaves_nothing_behind_and_is_taken_up_again(fresh: Fresh) -> None:
    fresh.write(
        n0001_notes=NOTES, n0002_broken="CREATE TABLE colours (name text);\nSELECT 1/0;\n", n0003_next="SELECT 1"
    )

    with pytest.raises(MigrationFailed, match=r"0002_broken.sql: division by zero \(SQLSTATE 22012\)"):
        fresh.migrate()

    assert fresh.recorded() == ["0001_notes.sql"]
    assert fresh.rows("SELECT to_regclass('colours')") == [[None]]
    fresh.write(n0002_broken="CREATE TABLE colours (name text)")
    assert fresh.migrate() == Outcome(applied=["0002_broken.sql", "0003_next.sql"], already=["0001_notes.sql"])


def test_what_a_failure_says_holds_no_rows(fresh: Fresh) -> None:
    fresh.write(
        n0001_notes=f"{NOTES}INSERT INTO notes VALUES ('tok_secret'); ALTER TABLE notes ADD CHECK (note < 'm');"
    )

    with pytest.raises(MigrationFailed) as failure:
        fresh.migrate()

    assert "tok_secret" not in str(failure.value)
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__


@pytest.mark.parametrize("statement", ["COMMIT", "ROLLBACK", "COMMIT; BEGIN"])
def test_a_file_that_ends_its_transaction_is_refused(fresh: Fresh, statement: str) -> None:
    fresh.write(n0001_notes=f"{NOTES}{statement};\n")

    with pytest.raises(MigrationFailed, match=r"0001_notes.sql ends its transaction"):
        fresh.migrate()

    assert fresh.recorded() == []


def test_a_file_does_not_wait_for_a_table_while_everybody_waits_behind_it(fresh: Fresh) -> None:
    fresh.write(n0001_patience="CREATE TABLE patience AS SELECT current_setting('lock_timeout') AS value")

    fresh.migrate()

    assert fresh.rows("SELECT value FROM patience") == [["10s"]]


def test_a_long_file_is_not_ended_by_the_time_outs_of_those_whom_a_caller_waits_for(fresh: Fresh) -> None:
    for wait in ("statement_timeout", "lock_timeout"):
        fresh.rows(f'ALTER DATABASE "{fresh.name}" SET {wait} = 50')
    fresh.write(n0001_slow="SELECT pg_sleep(0.2);\n")
    assert fresh.migrate().applied == ["0001_slow.sql"]


def test_a_commit_that_nobody_was_told_of_is_not_repeated(fresh: Fresh) -> None:
    fresh.write(n0001_notes=NOTES)
    with closing(fresh.open()) as database, pytest.raises(ConnectionError):
        migrate(LosesAnswer(database, of_transaction=1), sql_files(fresh.folder))

    assert fresh.migrate() == Outcome(applied=[], already=["0001_notes.sql"])
    assert fresh.rows("SELECT count(*) FROM notes") == [[2]]


class LosesAnswer:
    """Commits, and then breaks."""

    def __init__(self, database: Database, *, of_transaction: int) -> None:
        self.database, self.left = database, of_transaction

    def transaction(self, work: Callable[[Session], T]) -> T:
        result = self.database.transaction(work)
        if self.left == 0:
            raise ConnectionError
        self.left -= 1
        return result


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("is not named like", ["1_notes.sql"]),
        ("is not named like", ["0001-notes.sql"]),
        ("is not named like", ["0001_Notes.sql"]),
        ("0002_a.sql and 0002_b.sql have one number", ["0001_notes.sql", "0002_a.sql", "0002_b.sql"]),
    ],
)
def test_files_without_a_clear_order_are_refused(tmp_path: Path, sentence: str, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("SELECT 1")

    with pytest.raises(MigrationRefused, match=sentence):
        sql_files(tmp_path)


def test_a_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "0001_abc.sql").write_bytes(b"abc")

    assert sql_files(tmp_path) == [
        SqlFile(
            name="0001_abc.sql",
            sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            text="abc",
        )
    ]


def test_the_function_answers_with_json(fresh: Fresh, moto: MotoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    master = json.dumps({"username": fresh.server.username, "password": fresh.server.password})
    secret = moto.client("secretsmanager").create_secret(Name=f"master-{uuid.uuid4().hex}", SecretString=master)
    variables = {
        **moto.variables(),
        "DATABASE_HOST": fresh.server.host,
        "DATABASE_PORT": str(fresh.server.port),
        "DATABASE_NAME": fresh.name,
        "DATABASE_CA_FILE": str(fresh.server.ca_file),
        "SECRET_MASTER": secret["ARN"],
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    restart_environment()
    try:
        answers = [json.loads(json.dumps(handler({}, None))) for _ in range(2)]
    finally:
        restart_environment()

    shipped = [file.name for file in sql_files()]
    assert answers == [{"applied": shipped, "already": []}, {"applied": [], "already": shipped}]
