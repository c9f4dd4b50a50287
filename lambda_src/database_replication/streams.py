"""The two one-way streams. Their tables are in different schemas, so that no change goes in a circle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from database_replication.servers import Server
from database_replication.settings import MigrationSettings

REPLICATION: Final = "replication"
FALLBACK: Final = "fallback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """`name` is that of publication, slot, subscription and of the schema with the heartbeat."""

    kind: str
    name: str
    publisher: Server
    subscriber: Server
    tables: Sequence[str]

    @property
    def heartbeat(self) -> str:
        """The table of the heartbeat, which is replicated before all others."""
        return f"{self.name}.heartbeat"


def replication(settings: MigrationSettings, on_premises: Server, aurora: Server) -> Stream:
    """Return the stream from on-premises to Aurora."""
    return Stream(
        kind=REPLICATION,
        name=_name(REPLICATION, settings),
        publisher=on_premises,
        subscriber=aurora,
        tables=settings.tables,
    )


def fallback(settings: MigrationSettings, on_premises: Server, aurora: Server) -> Stream:
    """Return the stream from Aurora to on-premises."""
    return Stream(
        kind=FALLBACK,
        name=_name(FALLBACK, settings),
        publisher=aurora,
        subscriber=on_premises,
        tables=settings.fallback_tables,
    )


def _name(kind: str, settings: MigrationSettings) -> str:
    """Build a name of lower-case letters, digits and underscores, as slots require; slots belong to the
    whole server.
    """
    return "_".join(["payments", kind, *re.findall(r"[a-z0-9]+", settings.name.lower())])
