"""A claim is for ever: where it expires or is found by another key, a late retry is booked a second time."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import CLAIMS
from generator.spec.model import Environment
from generator.spec.model.tables import Table

CODE = "MIG012"
LEVEL = "error"
SUMMARY = "claims of payments are not kept"
SOURCE = "docs/migration.md, A payment belongs to one colour"

KEY, INDEX = "paymentId", "unknown"


def check(env: Environment) -> Iterator[Finding]:
    if env.migration is None:
        return
    claims = next((table for table in env.tables if table.name == CLAIMS), None)
    if claims is None:
        message = f"table {CLAIMS!r} is removed, and with it who owns which payment: keep it"
        yield Finding(CODE, env.migration.pointer / "phase", message)
        return
    yield from _changed(claims)


def _changed(claims: Table) -> Iterator[Finding]:
    if claims.ttl_attribute is not None:
        yield Finding(CODE, claims.pointer / "ttlAttribute", "a claim must never expire: take 'ttlAttribute' out")
    if claims.hash_key != KEY or claims.range_key is not None:
        message = f"there is one claim a payment: leave its key as it is, {KEY!r} alone"
        yield Finding(CODE, claims.pointer / "hashKey", message)
    if INDEX not in {index.name for index in claims.global_secondary_indexes}:
        message = f"index {INDEX!r} is gone, by which payments of unknown outcome are found: keep it"
        yield Finding(CODE, claims.pointer / "globalSecondaryIndexes", message)
