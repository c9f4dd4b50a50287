"""DynamoDB tables. Each is encrypted with the data key and can be restored to any second of the recovery window."""

from __future__ import annotations

from collections.abc import Sequence

from generator.builders.encryption import KeyExports
from generator.builders.tables.scaling import build_table_scaling
from generator.builders.tables.table import TableExports, build_table
from generator.planning.naming import Naming
from generator.spec.model.protection import Protection
from generator.spec.model.tables import Table
from generator.stack_plan import Scope, step

__all__ = ["TableExports", "build_tables"]


@step
def build_tables(
    scope: Scope, tables: Sequence[Table], naming: Naming, *, keys: KeyExports, protection: Protection
) -> dict[str, TableExports]:
    """Build every table of the spec; the result is by the name that the spec gives it."""
    return {table.name: _table(scope.at(table), table, naming, keys, protection) for table in tables}


@step
def _table(scope: Scope, table: Table, naming: Naming, keys: KeyExports, protection: Protection) -> TableExports:
    built = build_table(scope, table, naming, key=keys.data, protection=protection)
    build_table_scaling(scope, table, naming, table_name=built.name)
    indexes = [index.name for index in table.indexes()]
    return TableExports(
        name=naming.name("table", table.name_in_aws),
        arn=built.arn,
        stream_arn=built.stream_arn,
        index_arns={index: built.arn_of(index) for index in indexes},
    )
