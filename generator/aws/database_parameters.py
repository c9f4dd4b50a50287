"""Load the parameters of Aurora PostgreSQL with their types, units and ranges: `database_parameters.json`.

Sources: `pg_settings` of PostgreSQL 15; for later versions the PostgreSQL manual, release notes of 16 and 17; Aurora
user guide, "Amazon Aurora PostgreSQL parameters"; RDS API reference, DescribeEngineDefaultClusterParameters. RDS takes
whole numbers in the parameter's own unit, 0 or 1 for a switch, and formulas such as {DBInstanceClassMemory/32768}.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".json")
# In bytes and in milliseconds.
_SIZES: Mapping[str, int] = {"B": 1, "kB": 1024, "8kB": 8192, "MB": 1024**2, "GB": 1024**3, "TB": 1024**4}
_TIMES: Mapping[str, int] = {"ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_FORMULA = re.compile(r"[{(]")
_QUANTITY = re.compile(r"(\d{1,15})\s*([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class ParameterType:
    """What a parameter takes: `kind` is bool, enum, integer, real or string."""

    kind: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    values: tuple[str, ...] = ()


@cache
def known_parameters() -> Mapping[str, ParameterType]:
    """Return every parameter that is known, Aurora's own ranges in place of PostgreSQL's."""
    tables = json.loads(FILE.read_text(encoding="utf-8"))
    rows: dict[str, Mapping[str, str]] = {**tables["postgresql"], **tables["later"], **tables["aurora"]}
    return {name: _read(row) for name, row in rows.items()}


def is_formula(value: str) -> bool:
    """Return whether RDS computes the value, as in LEAST({DBInstanceClassMemory/9531392},5000)."""
    return _FORMULA.search(value) is not None


def in_parameter_unit(written: str, unit: str) -> int | None:
    """Return a quantity such as 64MB in the unit of a parameter; None where it has none, or another dimension."""
    quantity = _QUANTITY.fullmatch(written)
    scales = next((scales for scales in (_SIZES, _TIMES) if unit in scales), None)
    if quantity is None or scales is None:
        return None
    scale = next((size for name, size in scales.items() if name.casefold() == quantity[2].casefold()), None)
    return None if scale is None else int(quantity[1]) * scale // scales[unit]


def _read(row: Mapping[str, str]) -> ParameterType:
    least, most = (float(row[end]) if end in row else None for end in ("min", "max"))
    values = tuple(row["values"].split(",")) if "values" in row else ()
    return ParameterType(row["type"], row.get("unit", ""), least, most, values)
