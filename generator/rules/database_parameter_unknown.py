"""RDS refuses a parameter group in mid-apply that names a parameter which the engine does not have."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.database_parameters import known_parameters
from generator.diagnostics.findings import Finding, unknown_name
from generator.diagnostics.suggestions import is_typo, suggest
from generator.spec.model import Environment

CODE = "DBS080"
LEVEL = "error"
SUMMARY = "Aurora PostgreSQL has no such parameter"
SOURCE = "generator/aws/database_parameters.json"

# Those of extensions, and Aurora's own, of which there is no whole list.
SAME_START = 3
OPEN_ENDED = ("apg_", "aurora_", "babelfishpg_")


def check(env: Environment) -> Iterator[Finding]:
    known = known_parameters()
    for parameter in env.database.parameters:
        name = parameter.name
        is_open = "." in name or name.startswith(OPEN_ENDED)
        if name in known or (is_open and not _is_typo(name)):
            continue
        # Of another engine's parameter none of these is meant.
        alike = [other for other in known if other[:SAME_START] == name[:SAME_START] or is_typo(name, other)]
        problem, remedy = f"aurora-postgresql has no parameter {name!r}", ": SHOW ALL lists those of your version"
        yield unknown_name(CODE, parameter.pointer / "name", problem, name, alike, remedy)


def _is_typo(name: str) -> bool:
    suggestion = suggest(name, known_parameters())
    return suggestion is not None and suggestion.certain is not None
