"""The actions of the function. Each is idempotent."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.deadline import remaining_seconds
from database_replication import (
    catalog,
    checks,
    drift,
    heartbeat,
    metrics,
    preparation,
    publisher,
    sequences,
    streams,
    subscription,
    teardown,
)
from database_replication.catalog import Table
from database_replication.comparison.walk import ROWS_PER_RANGE, ComparisonWalk
from database_replication.keeping.claiming import ClaimPayment
from database_replication.keeping.walk import ROWS_PER_PAGE as KEPT_AT_ONCE
from database_replication.keeping.walk import KeepingWalk, last_keeping, reason_not_kept
from database_replication.requirements import ReplicationRefused
from database_replication.runs import LAST, Runs
from database_replication.servers import Server, ServerAway
from database_replication.settings import MigrationSettings
from database_replication.status import status
from database_replication.streams import FALLBACK, REPLICATION, Stream

_LONGEST_SECONDS: Final = 600
# What a range may take: statements of a minute on both sides, and the wait for the lag.
_RANGE_SECONDS: Final = 150
_STREAMS: Final = {REPLICATION: streams.replication, FALLBACK: streams.fallback}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """Both streams between the two servers; `claim` claims a payment for blue, which has booked it."""

    settings: MigrationSettings
    on_premises: Server
    aurora: Server
    claim: ClaimPayment

    def prepare(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Set up the stream to Aurora. `copyAgain` empties its tables there first."""
        return preparation.prepare(self._stream(REPLICATION), copy_again=event.get("copyAgain") is True)

    def fall_back(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Set up the stream back on-premises. `copyAgain` empties its tables there first."""
        return preparation.prepare(self._stream(FALLBACK), copy_again=event.get("copyAgain") is True)

    def status(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Return the status of the streams, and record its metrics."""
        found = self._stream_statuses()
        metrics.measure_streams(found)
        return {**found, "comparison": self._last_comparison(), "kept": self._last_keeping()}

    def check(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Return whether a rollout may go on."""
        return checks.check(self.settings, self._stream_statuses(), self._last_comparison())

    def compare(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Resume the comparison or begin one: `again` at the first row; `seconds` and `rows` bound the call."""
        tables = self._tables_or_reason()
        if isinstance(tables, str):
            return {"finished": False, "waiting": tables}
        answer = self._walk(tables, event).run(again=event.get("again") is True)
        metrics.measure_comparison(answer)
        return answer

    def keep(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Resume claiming what on-premises has booked, or begin: `again` at the first payment."""
        if self.settings.payments is None:
            raise ReplicationRefused(
                "the spec does not say which columns are what of a payment: migration.source.payments"
            )
        ends_at = time.monotonic() + float(event.get("seconds", _LONGEST_SECONDS))
        keeping = KeepingWalk(
            aurora=self.aurora,
            payments=self.settings.payments,
            claim=self.claim,
            has_time=lambda: time.monotonic() < ends_at and remaining_seconds() > _RANGE_SECONDS,
            rows=int(event.get("rows", KEPT_AT_ONCE)),
        )
        answer = keeping.run(again=event.get("again") is True, not_final=self._reason_not_final())
        return {**answer, "notKept": reason_not_kept(answer)} if answer["finished"] else answer

    def set_sequences(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Set the sequences of Aurora's copy, with `room` above those on-premises."""
        return sequences.set_sequences(self._stream(REPLICATION), int(event.get("room", sequences.ROOM)))

    def tear_down(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Tear down both streams, or the `stream` that is named."""
        if self.settings.requires_keeping_before_teardown and event.get("unkept") is not True:
            reason = reason_not_kept(self._last_keeping())
            if reason is not None:
                raise ReplicationRefused(f'{reason}: keep first, or say "unkept": true and lose it')
        kinds = [event["stream"]] if "stream" in event else [FALLBACK, REPLICATION]
        return {kind: teardown.tear_down(self._stream(kind)) for kind in kinds}

    def _walk(self, tables: Sequence[tuple[Stream, Table]], event: Mapping[str, Any]) -> ComparisonWalk:
        ends_at = time.monotonic() + float(event.get("seconds", _LONGEST_SECONDS))
        return ComparisonWalk(
            runs=self._runs(),
            tables=tables,
            patience_seconds=self.settings.maximum_lag_seconds,
            has_time=lambda: time.monotonic() < ends_at and remaining_seconds() > _RANGE_SECONDS,
            rows=int(event.get("rows", ROWS_PER_RANGE)),
        )

    def _tables_or_reason(self) -> str | list[tuple[Stream, Table]]:
        """Return all tables, or why they cannot be compared now: incomplete copies, columns that differ."""
        found: list[tuple[Stream, Table]] = []
        for stream in self._streams():
            states = subscription.table_states(stream)
            waiting = sorted(".".join(table) for table, state in states.items() if state != "r")
            if waiting or not states:
                return f"{stream.kind} is not ready: {', '.join(waiting) or 'no tables'}"
            for one in drift.drift(stream, publisher.published(stream)):
                if one.blocks:
                    return one.text
            found += [(stream, table) for table in catalog.tables(stream.publisher, stream.tables)]
        return found

    def _last_comparison(self) -> dict[str, Any] | None:
        """Return the last finished comparison, or None."""
        try:
            return self._runs().read(LAST)
        except ServerAway:
            return None

    def _last_keeping(self) -> dict[str, Any] | None:
        """Return the last finished run of `keep`, or None."""
        try:
            return last_keeping(self.aurora)
        except ServerAway:
            return None

    def _reason_not_final(self) -> str | None:
        """Return why on-premises may still have what the copy has not, or None."""
        if not self.settings.read_only:
            return "relay.readOnly is not set, so that on-premises may still book"
        stream = self._stream(REPLICATION)
        states = subscription.table_states(stream)
        if not states or {*states.values()} != {"r"}:
            return "the copy is not complete"
        try:
            is_there = heartbeat.wait_until_applied(
                stream, heartbeat.write_beat(stream), self.settings.maximum_lag_seconds
            )
        except ServerAway as away:
            return str(away)
        return None if is_there else "the copy is behind"

    def _runs(self) -> Runs:
        return Runs(self.aurora, f"{self._stream(REPLICATION).name}.comparison")

    def _stream_statuses(self) -> dict[str, dict[str, Any]]:
        return {stream.kind: status(stream) for stream in self._streams()}

    def _streams(self) -> list[Stream]:
        return [self._stream(kind) for kind in (REPLICATION, *([FALLBACK] if self.settings.fallback else []))]

    def _stream(self, kind: str) -> Stream:
        if kind not in _STREAMS:
            raise ValueError(f"the stream must be one of {', '.join(_STREAMS)}")
        return _STREAMS[kind](self.settings, self.on_premises, self.aurora)
