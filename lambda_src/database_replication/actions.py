"""The actions of the function, each repeatable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from database_replication import checks, measures, preparation, streams
from database_replication.servers import Server
from database_replication.settings import Settings
from database_replication.status import status
from database_replication.streams import FALLBACK, REPLICATION, Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """Both streams between the two servers."""

    settings: Settings
    on_premises: Server
    aurora: Server

    def prepare(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Set up the stream to Aurora. `copyAgain` empties its tables there first."""
        return preparation.prepare(self._stream(REPLICATION), copy_again=event.get("copyAgain") is True)

    def fall_back(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Set up the stream back on-premises. `copyAgain` empties its tables there first."""
        return preparation.prepare(self._stream(FALLBACK), copy_again=event.get("copyAgain") is True)

    def status(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Say what is, and measure it."""
        found = self._found()
        measures.measure_streams(found)
        return {**found, "comparison": None}

    def check(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Whether a rollout may go on."""
        return checks.check(self.settings, self._found(), None)

    def _found(self) -> dict[str, dict[str, Any]]:
        return {stream.kind: status(stream) for stream in self._streams()}

    def _streams(self) -> list[Stream]:
        return [self._stream(kind) for kind in (REPLICATION, *([FALLBACK] if self.settings.fallback else []))]

    def _stream(self, kind: str) -> Stream:
        make = streams.replication if kind == REPLICATION else streams.fallback
        return make(self.settings, self.on_premises, self.aurora)
