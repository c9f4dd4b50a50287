"""Store the state of a job that takes many calls in Aurora, so that any call resumes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from database_replication.servers import Server

RUNNING: Final = "running"
LAST: Final = "last"
# Any number that no other advisory lock uses.
_LOCK: Final = 7_201_150_003


@dataclass(frozen=True, slots=True)
class Runs:
    """The unfinished run and the last finished one. The schema of `table` must exist."""

    aurora: Server
    table: str
    lock: int = _LOCK

    def begin(self) -> bool:
        """Take the lock and return whether it was free. Without `end` it is released with the session."""
        self.aurora.run(
            f"CREATE TABLE IF NOT EXISTS {self.table} "
            "(run text PRIMARY KEY, state jsonb NOT NULL, written_at timestamptz NOT NULL)"
        )
        return self.aurora.value("SELECT pg_try_advisory_lock(:lock)", lock=self.lock) is True

    def end(self) -> None:
        """Release the lock."""
        self.aurora.run("SELECT pg_advisory_unlock(:lock)", lock=self.lock)

    def read(self, run: str) -> dict[str, Any] | None:
        """Return a run's state with its age in seconds, or None."""
        if self.aurora.value("SELECT to_regclass(:name) IS NULL", name=self.table):
            return None
        rows = self.aurora.run(
            "SELECT state::text, extract(epoch FROM clock_timestamp() - written_at)::float8 "
            f"FROM {self.table} WHERE run = :run",
            run=run,
        )
        return {**json.loads(rows[0][0]), "ageSeconds": round(rows[0][1], 1)} if rows else None

    def write(self, run: str, state: Mapping[str, Any]) -> None:
        """Store a run's state."""
        self.aurora.run(
            f"INSERT INTO {self.table} VALUES (:run, CAST(:state AS jsonb), clock_timestamp()) "
            "ON CONFLICT (run) DO UPDATE SET state = excluded.state, written_at = excluded.written_at",
            run=run,
            state=json.dumps(state),
        )

    def finish(self, state: Mapping[str, Any]) -> None:
        """Make the run the last finished one. Idempotent."""
        self.write(LAST, state)
        self.aurora.run(f"DELETE FROM {self.table} WHERE run = :run", run=RUNNING)
