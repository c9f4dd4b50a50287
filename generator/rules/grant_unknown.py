"""A grant for a thing that the stack does not have gives a role nothing, and the function fails at its first call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.aws.grants import KINDS, MASTER_SECRET
from generator.diagnostics.findings import Finding
from generator.diagnostics.suggestions import did_you_mean
from generator.planning.database_access import ENDPOINT_PARAMETERS
from generator.spec.model import Environment

CODE = "FUN001"
LEVEL = "error"
SUMMARY = "a grant names a thing that does not exist"
SOURCE = "generator/builders/functions/grantable.py"


def check(env: Environment) -> Iterator[Finding]:
    known = _known(env)
    for function in env.functions:
        for kind, grants in function.grants.by_kind().items():
            for grant in grants if kind in known else ():
                if grant.name not in known[kind]:
                    hint = did_you_mean(grant.name, known[kind]) or _cure(kind, known[kind])
                    yield Finding(CODE, grant.pointer / "name", f"there is no {KINDS[kind].noun} {grant.name!r}{hint}")


def _known(env: Environment) -> Mapping[str, Sequence[str]]:
    """The names in each kind of grant. Users of the database are made by its migrations: nobody knows them here."""
    return {
        "tables": [table.name for table in env.tables],
        "secrets": [*(secret.name for secret in env.secrets), MASTER_SECRET],
        "topics": [topic.name for topic in env.topics],
        "parameters": [*(parameter.name for parameter in env.parameters), *ENDPOINT_PARAMETERS],
        "functions": [function.name for function in env.functions],
        "buckets": [bucket.name for bucket in env.buckets],
    }


def _cure(kind: str, names: Sequence[str]) -> str:
    return f": add it to {kind!r}, or grant one of {', '.join(names)}" if names else f": add it to {kind!r}"
