"""Write generator/aws/database_parameters.json: what PostgreSQL says of its parameters, from `pg_settings`.

    psql -At -F'\\t' -c "$(python -m scripts.refresh_database_parameters --query)" > settings.tsv
    python -m scripts.refresh_database_parameters settings.tsv

Rows of later versions and of Aurora itself are kept: they are entered by hand, and have a source beside them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "generator" / "aws" / "database_parameters.json"
QUERY = (
    "select name, vartype, coalesce(unit, ''), coalesce(min_val, ''), coalesce(max_val, ''), "
    "coalesce(array_to_string(enumvals, ','), '') from pg_settings where context <> 'internal' order by name"
)
FIELDS = ("type", "unit", "min", "max", "values")


def rows(text: str) -> dict[str, dict[str, str]]:
    """Return what is said of each parameter, without what is empty."""
    table = [line.split("\t") for line in text.splitlines() if line]
    return {
        name: {field: value for field, value in zip(FIELDS, values, strict=True) if value} for name, *values in table
    }


def _table(known: Mapping[str, Mapping[str, str]]) -> str:
    lines = [f"    {json.dumps(name)}: {json.dumps(row)}" for name, row in known.items()]
    return "{\n" + ",\n".join(lines) + "\n  }"


def main(arguments: list[str]) -> int:
    if arguments == ["--query"]:
        print(QUERY)
        return 0
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    known["postgresql"] = rows(Path(arguments[0]).read_text(encoding="utf-8"))
    text = "{\n" + ",\n".join(f"  {json.dumps(name)}: {_table(rows_)}" for name, rows_ in known.items()) + "\n}\n"
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
