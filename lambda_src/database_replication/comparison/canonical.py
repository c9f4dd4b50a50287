"""Build SQL that renders rows and keys as the same text wherever the same values are stored.

Sessions agree on the format of times, intervals, floats and bytes (connections.py). Here is what depends on columns:
numbers without trailing zeros, a null that is no text, UTF-8 whatever the server's encoding, texts sorted by bytes
whatever its collation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pg8000.native import identifier  # type: ignore[import-untyped]  # pg8000 has no types

from database_replication.catalog import Column, Table

Key = tuple[str, ...]


def row_hash(table: Table) -> str:
    """Return the expression of a row's MD5 in hexadecimal: it detects differences, it is no secret's."""
    values = " || ',' || ".join(f"quote_nullable({_text(column)})" for column in table.columns)
    return f"md5(convert_to({values}, 'UTF8'))"


def key_array(table: Table) -> str:
    """Return the expression of the key as an array of texts, which can be cast back."""
    return f"ARRAY[{', '.join(_text(column) for column in _key(table))}]"


def key_order(table: Table) -> str:
    """Return the ORDER BY list that sorts keys alike on both sides."""
    return ", ".join(map(_sortable, _key(table)))


def range_condition(
    table: Table, after: Sequence[str] | None, until: Sequence[str] | None
) -> tuple[str, Mapping[str, str]]:
    """Return a condition for keys after `after` up to `until` (None: unbounded), and its parameters."""
    conditions, parameters = ["true"], dict[str, str]()
    for operator, prefix, bound in ((">", "a", after), ("<=", "u", until)):
        if bound is not None:
            conditions.append(f"ROW({key_order(table)}) {operator} ROW({_places(table, prefix)})")
            parameters |= {f"{prefix}{number}": text for number, text in enumerate(bound)}
    return " AND ".join(conditions), parameters


def keys_condition(table: Table, keys: Sequence[Key]) -> tuple[str, Mapping[str, list[str]]]:
    """Return a condition for some keys, and its parameters."""
    columns = _key(table)
    arrays = [f"CAST(CAST(:k{number} AS text[]) AS {column.base}[])" for number, column in enumerate(columns)]
    names = ", ".join(identifier(column.name) for column in columns)
    parameters = {f"k{number}": [key[number] for key in keys] for number in range(len(columns))}
    return f"({names}) IN (SELECT * FROM unnest({', '.join(arrays)}))", parameters


def _key(table: Table) -> list[Column]:
    return [table.column(name) for name in table.key]


def _text(column: Column) -> str:
    name = identifier(column.name)
    return f"trim_scale({name})::text" if column.base == "numeric" else f"{name}::text"


def _sortable(column: Column) -> str:
    name = identifier(column.name)
    return f'({name}::text) COLLATE "C"' if column.is_text else name


def _places(table: Table, prefix: str) -> str:
    return ", ".join(
        f"CAST(:{prefix}{number} AS {'text' if column.is_text else column.base})"
        for number, column in enumerate(_key(table))
    )
