"""Plan the tasks of AWS DMS in a migration: which tables they carry, and what those are called on the other side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from generator.aws.dms import CAPITALS
from generator.planning.plan_steps import step
from generator.spec.model.migration import Migration

Side = Literal["on-premises", "aurora"]
# The tasks, and the secret of the login to Aurora that the section brings.
REPLICATION, FALLBACK, AURORA_SECRET = "replication", "fallback", "dms-aurora"
# What on-premises needs of our ledger, in a schema of the same name there.
LEDGER = ("ledger.payments", "ledger.decisions", "ledger.entries", "ledger.postings")


@dataclass(frozen=True, slots=True, kw_only=True)
class DmsTask:
    """One task, from one side to the other. `mappings` are the rules for its tables, as JSON."""

    name: str
    reads: Side
    writes: Side
    mappings: str


@step
def dms_tasks(move: Migration | None) -> tuple[DmsTask, ...]:
    """Return the tasks of a migration, by which alarms and builders know them; none where DMS replicates nothing."""
    if move is None or move.phase == "decommissioned" or move.source is None or move.replication.method != "dms":
        return ()
    there = _mappings(move.source.tables, lowered=move.source.engine in CAPITALS)
    tasks = [DmsTask(name=REPLICATION, reads="on-premises", writes="aurora", mappings=there)]
    if move.replication.fallback:
        back = _mappings(LEDGER, lowered=False)
        tasks.append(DmsTask(name=FALLBACK, reads="aurora", writes="on-premises", mappings=back))
    return tuple(tasks)


def _mappings(tables: Sequence[str], *, lowered: bool) -> str:
    rules = [*_selected(tables), *(_lowered() if lowered else ())]
    numbered = [{"rule-id": str(number), "rule-name": str(number), **rule} for number, rule in enumerate(rules, 1)]
    return json.dumps({"rules": numbered})


def _selected(tables: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for table in tables:
        schema, name = table.split(".")
        at = {"schema-name": schema, "table-name": "%" if name == "*" else name}
        yield {"rule-type": "selection", "object-locator": at, "rule-action": "include"}


def _lowered() -> Iterator[Mapping[str, Any]]:
    """Names in capitals become PostgreSQL's usual ones."""
    at: dict[str, str] = {}
    for target in ("schema", "table", "column"):
        at[f"{target}-name"] = "%"
        rule = {"rule-type": "transformation", "rule-target": target, "rule-action": "convert-lowercase"}
        yield {**rule, "object-locator": dict(at)}
