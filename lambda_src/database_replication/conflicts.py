"""What stops a subscription."""

from __future__ import annotations

from database_replication.streams import Stream


def conflicts(stream: Stream) -> list[str]:
    """Texts with table and key."""
    return []
