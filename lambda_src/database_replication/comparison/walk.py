"""Compare tables range by range, until all are compared or time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from database_replication.catalog import Table
from database_replication.comparison.canonical import Key
from database_replication.comparison.differences import CopyPair, NotApplied
from database_replication.comparison.table_copy import TableCopy
from database_replication.runs import RUNNING, Runs
from database_replication.streams import Stream

MAX_LISTED: Final = 100
ROWS_PER_RANGE: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonWalk:
    """`tables` of each stream in their order; `has_time` returns whether there is time for one more range."""

    runs: Runs
    tables: Sequence[tuple[Stream, Table]]
    patience_seconds: float
    has_time: Callable[[], bool]
    rows: int = ROWS_PER_RANGE

    def run(self, *, again: bool = False) -> dict[str, Any]:
        """Return the state of the run: `finished` is false if time is up or the subscriber lags (`waiting`)."""
        if not self.runs.begin():
            return {"finished": False, "waiting": "another comparison runs"}
        try:
            return self._run(self._initial_state() if again else self._resumed())
        finally:
            self.runs.end()

    def _run(self, state: dict[str, Any]) -> dict[str, Any]:
        try:
            while state["position"] < len(self.tables) and self.has_time():
                state = self._advanced(state)
                self.runs.write(RUNNING, state)
        except NotApplied:
            return {**state, "finished": False, "waiting": "the lag"}
        return self._ended(state)

    def _initial_state(self) -> dict[str, Any]:
        tables = [f"{stream.kind}: {table.title}" for stream, table in self.tables]
        counts = {"rows": 0, "differences": 0, "listed": [], "seconds": 0.0}
        return {"tables": tables, "position": 0, "cursor": None, **counts}

    def _resumed(self) -> dict[str, Any]:
        """Return the unfinished run, or a new one if its tables are others."""
        initial, unfinished = self._initial_state(), self.runs.read(RUNNING)
        same_tables = unfinished is not None and unfinished["tables"] == initial["tables"]
        return {name: unfinished[name] for name in initial} if unfinished is not None and same_tables else initial

    def _ended(self, state: dict[str, Any]) -> dict[str, Any]:
        if state["position"] < len(self.tables):
            return {**state, "finished": False, "waiting": "time"}
        self.runs.finish(state)
        return {**state, "finished": True}

    def _advanced(self, state: dict[str, Any]) -> dict[str, Any]:
        """Return the state after one more range."""
        begin = time.monotonic()
        stream, table = self.tables[state["position"]]
        pair = self._pair(stream, table)
        after: Key | None = None if state["cursor"] is None else tuple(state["cursor"])
        until, rows, equal = self._range(pair, after)
        found = {} if equal else pair.classify(pair.suspect_keys(after, until, 2 * self.rows))
        listed = [f"{table.title} ({', '.join(key)}): {kind}" for key, kind in found.items()]
        return {
            **state,
            "position": state["position"] + (until is None),
            "cursor": None if until is None else list(until),
            "rows": state["rows"] + rows,
            "differences": state["differences"] + len(found),
            "listed": [*state["listed"], *listed][:MAX_LISTED],
            "seconds": round(state["seconds"] + time.monotonic() - begin, 3),
        }

    def _range(self, pair: CopyPair, after: Key | None) -> tuple[Key | None, int, bool]:
        """Return the range's end, the publisher's rows in it, and whether both sides are equal there."""
        until = pair.publisher.end(after, self.rows)
        subscriber = pair.subscriber.digest(after, until)
        if subscriber[0] > 2 * self.rows:
            until = pair.subscriber.end(after, self.rows)
            subscriber = pair.subscriber.digest(after, until)
        publisher = pair.publisher.digest(after, until)
        return until, publisher[0], publisher == subscriber

    def _pair(self, stream: Stream, table: Table) -> CopyPair:
        """Return both copies. The copy of a partitioned table has no partitions."""
        publisher, subscriber = (
            TableCopy(stream.publisher, table),
            TableCopy(stream.subscriber, replace(table, partitioned=False)),
        )
        return CopyPair(stream, publisher, subscriber, self.patience_seconds)
