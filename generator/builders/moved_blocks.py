"""Terraform's `moved` blocks for renamed entries of a spec, so that nothing is replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.spec.model import Environment
from generator.spec.model.buckets import Bucket
from generator.spec.model.tables import Table
from generator.stack_plan import Scope, step
from generator.stack_plan.operations import MOVED


@step
def declare_moved_blocks(scope: Scope, env: Environment, planned: Sequence[str]) -> None:
    """Declare the move of every planned resource whose construct id bears the name of a renamed entry."""
    addresses = [address for address in planned if address.startswith("aws_")]
    entries: list[Table | Bucket] = [*env.tables, *env.buckets]
    renamed = [entry for entry in entries if entry.moved_from is not None]
    moves = [move for entry in renamed for move in _moved_addresses(entry, addresses)]
    if moves:
        scope.override(MOVED, moves)


def _moved_addresses(entry: Table | Bucket, addresses: list[str]) -> Iterator[dict[str, str]]:
    section = "table" if isinstance(entry, Table) else "bucket"
    # An entry's name ends where the id does, at two hyphens, or at an underscore: `table-a-b` is another's than `a`.
    of_entry = re.compile(rf"((?:scaling-(?:target|policy)-)?{section}-){re.escape(entry.name)}(?=$|--|_)(.*)")
    for address in addresses:
        kind, _, name = address.partition(".")
        if match := of_entry.fullmatch(name):
            yield {"from": f"{kind}.{match[1]}{entry.moved_from}{match[2]}", "to": address}
