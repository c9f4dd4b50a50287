"""Load the server parameters of PostgreSQL 14 to 17, each with the unit of its number: `aurora_parameters.json`.

A parameter group takes plain numbers, in that unit. What Aurora and extensions add is known by its prefix alone.
Sources: `pg_settings` of PostgreSQL 15; release notes of 14, 16 and 17, "Server configuration"; Aurora user guide,
"Aurora PostgreSQL parameters".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

UNITS: Mapping[str, str | None] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

PREFIXES = (
    "apg_",
    "aurora",
    "auto_explain.",
    "babelfishpg_",
    "cron.",
    "log_fdw.",
    "orafce.",
    "pg_bigm.",
    "pg_hint_plan.",
    "pg_partman_bgw.",
    "pg_prewarm.",
    "pg_similarity.",
    "pg_stat_statements.",
    "pgaudit.",
    "pglogical.",
    "pgtle.",
    "plpgsql.",
    "plv8.",
    "postgis.",
    "rds.",
)
