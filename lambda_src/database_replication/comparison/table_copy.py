"""Read a range of keys of one copy of a table: a digest, or each row's hash. Each is one statement, so one snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from database_replication import ddl
from database_replication.catalog import Table
from database_replication.comparison import canonical
from database_replication.comparison.canonical import Key
from database_replication.servers import Server

Hashes = Mapping[Key, tuple[str, ...]]
"""The hashes of all rows that have a key: several where a key is there twice."""
_KEYS_A_STATEMENT: Final = 500
# Sums, and no exclusive or: a row that is there twice would not show.
_DIGEST: Final = """
SELECT count(*)::bigint, coalesce(sum(('x' || left(h, 16))::bit(64)::bigint), 0)::text,
       coalesce(sum(('x' || right(h, 16))::bit(64)::bigint), 0)::text
  FROM (SELECT {hash} AS h FROM {table} WHERE {condition}) AS hashes
"""


@dataclass(frozen=True, slots=True)
class TableCopy:
    """One server's copy of a table."""

    server: Server
    table: Table

    def end(self, after: Sequence[str] | None, rows: int) -> Key | None:
        """Return the key of the last of so many rows after `after`, or None if there are fewer."""
        condition, parameters = canonical.range_condition(self.table, after, None)
        found = self.server.value(
            f"SELECT {canonical.key_array(self.table)} FROM {self._from} WHERE {condition} "
            f"ORDER BY {canonical.key_order(self.table)} LIMIT 1 OFFSET {rows - 1}",
            **parameters,
        )
        return None if found is None else tuple(found)

    def digest(self, after: Sequence[str] | None, until: Sequence[str] | None) -> tuple[int, str, str]:
        """Return the number of rows, and two sums of their hashes, independent of order."""
        condition, parameters = canonical.range_condition(self.table, after, until)
        statement = _DIGEST.format(hash=canonical.row_hash(self.table), table=self._from, condition=condition)
        rows, high, low = self.server.run(statement, **parameters)[0]
        return int(rows), str(high), str(low)

    def hashes(self, after: Sequence[str] | None, until: Sequence[str] | None, most: int) -> Hashes:
        """Return the hashes of at most `most` rows of a range."""
        condition, parameters = canonical.range_condition(self.table, after, until)
        return _hashes(
            self.server.run(
                f"{self._select} WHERE {condition} ORDER BY {canonical.key_order(self.table)} LIMIT {most}",
                **parameters,
            )
        )

    def hashes_of(self, keys: Sequence[Key]) -> Hashes:
        """Return the hashes of the rows of these keys that exist."""
        found: dict[Key, tuple[str, ...]] = {}
        for first in range(0, len(keys), _KEYS_A_STATEMENT):
            condition, parameters = canonical.keys_condition(self.table, keys[first : first + _KEYS_A_STATEMENT])
            found |= _hashes(self.server.run(f"{self._select} WHERE {condition}", **parameters))
        return found

    @property
    def _select(self) -> str:
        return f"SELECT {canonical.key_array(self.table)}, {canonical.row_hash(self.table)} FROM {self._from}"

    @property
    def _from(self) -> str:
        return f"{'' if self.table.partitioned else 'ONLY '}{ddl.qualified_name(self.table)}"


def _hashes(rows: Sequence[Sequence[Any]]) -> Hashes:
    found: dict[Key, list[str]] = defaultdict(list)
    for key, row_hash in rows:
        found[tuple(key)].append(row_hash)
    return {key: tuple(sorted(hashes)) for key, hashes in found.items()}
