"""Create the view over the copy that the ledger's functions read, and its indexes.

Each column of the view is an expression over one of the copy, and each index is over the very expressions. What columns
alone cannot say (amounts in parts of a unit, several tables) is for a view of one's own over the copy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from pg8000.native import identifier, literal  # type: ignore[import-untyped]  # pg8000 has no types

from database_replication.keeping.payment_columns import VIEW, PaymentColumns
from database_replication.requirements import ReplicationRefused
from database_replication.servers import AURORA, Server
from payments.on_premises_payments import COLUMNS_BY_FIELD

_COLUMNS: Final = """
SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
 WHERE a.attrelid = to_regclass(:relation) AND a.attnum > 0 AND NOT a.attisdropped
"""
_IS_TABLE: Final = "SELECT relkind IN ('r', 'p') FROM pg_class WHERE oid = to_regclass(:relation)"
_WHOLE: Final = ("int2", "int4", "int8")
_NUMBERS: Final = {
    **dict.fromkeys(_WHOLE, "({0})::bigint"),
    "numeric": "CASE WHEN trunc({0}) = {0} THEN {0}::bigint END",
}
_MOMENTS: Final = {"timestamptz": "{0}", "timestamp": "({0} AT TIME ZONE 'UTC')"}
_EXPRESSIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "amount": _NUMBERS,
    "refundedAmount": _NUMBERS,
    "version": dict.fromkeys(_WHOLE, "({0})::integer"),
    "createdAt": _MOMENTS,
}
"""How a column of a type is written in the view, where it is no text."""
# For fields without a column. A payment that on-premises has without a status was taken.
_DEFAULTS: Final = {
    "status": "'approved'::text",
    "refundedAmount": "0::bigint",
    "version": "1",
}
_INDEXED: Final = (("paymentId",), ("merchantId", "idempotencyKey"), ("merchantId", "createdAt", "paymentId"))


def create_view(aurora: Server, payments: PaymentColumns) -> None:
    """Create or replace the view. Raises ReplicationRefused with all that does not fit, ServerAway."""
    relation = ".".join(map(identifier, payments.relation.split(".", 1)))
    types = {str(name): str(its_type) for name, its_type in aurora.run(_COLUMNS, relation=relation)}
    if not types:
        raise ReplicationRefused(f"{payments.relation}: {AURORA} has no such table or view")
    faults = list(_faults(payments, types))
    if faults:
        raise ReplicationRefused("; ".join(faults))
    columns = {name: _expression(name, payments, types) for name in COLUMNS_BY_FIELD}
    listed = ", ".join(f"{columns[name]} AS {COLUMNS_BY_FIELD[name]}" for name in COLUMNS_BY_FIELD)
    aurora.run(f"CREATE OR REPLACE VIEW {VIEW} AS SELECT {listed} FROM {relation}")
    if aurora.value(_IS_TABLE, relation=relation):
        _create_indexes(aurora, relation, payments, columns)


def _faults(payments: PaymentColumns, types: Mapping[str, str]) -> Iterator[str]:
    for name, column in payments.columns.items():
        forms, title = _EXPRESSIONS.get(name), f"{payments.relation}.{column}"
        if column not in types:
            yield f"{title}, named for {name}, is not there"
        elif forms is not None and types[column] not in forms:
            yield (
                f"{title} is {types[column]}, and {name} needs {' or '.join(forms)}: make a view in {AURORA} that has "
                "it so, and name that"
            )


def _expression(name: str, payments: PaymentColumns, types: Mapping[str, str]) -> str:
    column = payments.columns.get(name)
    if column is None:
        return _DEFAULTS.get(name, "NULL::text")
    written = _EXPRESSIONS.get(name, {}).get(types[column], "({0})::text").format(identifier(column))
    if name != "status" or not payments.statuses:
        return written
    cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in payments.statuses.items())
    return f"CASE {written} {cases} ELSE {written} END"


def _create_indexes(aurora: Server, relation: str, payments: PaymentColumns, columns: Mapping[str, str]) -> None:
    for names in _INDEXED:
        if all(name in payments.columns for name in names):
            searched = ", ".join(f"({columns[name]})" for name in names)
            index = f"on_premises_{hashlib.sha256(searched.encode()).hexdigest()[:12]}"
            aurora.run(f"CREATE INDEX IF NOT EXISTS {index} ON {relation} ({searched})")
