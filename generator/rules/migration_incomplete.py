"""Each phase needs the addresses of both sides: nothing can be forwarded to, or copied from, nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import REPLICATING, active_migration, source_addresses
from generator.spec.model import Environment

CODE = "MIG002"
LEVEL = "error"
SUMMARY = "a phase of the migration lacks what it needs"
SOURCE = "docs/migration.md, Phases"


def check(env: Environment) -> Iterator[Finding]:
    move = active_migration(env)
    if move is None:
        return
    at = move.pointer / "phase"
    if move.relay is None:
        message = f"phase {move.phase} needs 'relay': how payment-relay calls the payment system on-premises"
        yield Finding(CODE, at, f"{message}, with 'addresses' and 'serverName'")
    if move.source is None and move.phase in REPLICATING:
        message = f"phase {move.phase} needs 'source': the database on-premises, with 'host' and 'tables'"
        yield Finding(CODE, at, message)
    if move.source is not None and not source_addresses(move.source):
        message = (
            f"{move.source.host!r} is a name, and security groups, routes and network ACLs know addresses alone: give "
            "them in 'addresses'"
        )
        yield Finding(CODE, move.source.pointer / "host", message)
