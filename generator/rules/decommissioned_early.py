"""What is decommissioned must not be needed: no weight leads there, and nothing is copied back any more."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import RELAY
from generator.spec.model import Environment

CODE = "MIG005"
LEVEL = "error"
SUMMARY = "on-premises is decommissioned and still in use"
SOURCE = "docs/migration.md, Phases"


def check(env: Environment) -> Iterator[Finding]:
    move = env.migration
    if move is None or move.phase != "decommissioned":
        return
    for target in env.load_balancer.targets:
        for colour, backend in target.backends().items():
            if backend.type == "ip" or backend.function == RELAY:
                message = (
                    f"{colour} of {target.name!r} still leads on-premises: take it out, or go back to phase complete"
                )
                yield Finding(CODE, backend.pointer, message)
    if move.source is not None and move.replication.fallback:
        message = (
            "'fallback' carries what AWS books to a database that is decommissioned: set it to false in phase "
            "complete, once nobody will go back, and take 'source' out"
        )
        yield Finding(CODE, move.replication.pointer / "fallback", message, fallback_pointer=move.source.pointer)
    elif move.source is not None:
        yield Finding(CODE, move.source.pointer, "'source' is decommissioned: take it out")
    if move.relay is not None:
        yield Finding(CODE, move.relay.pointer, "'relay' leads to what is decommissioned: take it out")
