"""In a VPC that others keep no route is made: without theirs the relay and the replication end in time-outs."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import active_migration, on_premises_peers
from generator.spec.model import Environment

CODE = "MIG017"
LEVEL = "warning"
SUMMARY = "nobody says that routes of a VPC of others lead on-premises"
SOURCE = "docs/decisions/0135-in-a-vpc-of-others-nothing-shared-is-made.md"


def check(env: Environment) -> Iterator[Finding]:
    move, peers = active_migration(env), on_premises_peers(env)
    if move is None or peers is None or env.network.vpc_id is None or env.network.on_premises is not None:
        return
    database = f", and of the database's to {', '.join(peers.database)}" if peers.database and peers.replicated else ""
    message = (
        f"{env.network.vpc_id} is kept by others, and no route is made in it: see with them that those of the private "
        f"subnets lead to {', '.join(dict.fromkeys([*peers.relay, *peers.database]))}{database}, and back; then name "
        "the blocks on-premises in 'network.onPremises.cidrs'"
    )
    yield Finding(CODE, move.pointer / "phase", message)
