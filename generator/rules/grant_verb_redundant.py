"""A verb inside another one makes a reviewer think that the grant is narrower, or wider, than it is."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.grants import KINDS
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.functions import Grant

CODE = "FUN002"
LEVEL = "warning"
SUMMARY = "a verb of a grant is included in another one"
SOURCE = "generator/aws/grants.py"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        for kind, grants in function.grants.by_kind().items():
            for grant in grants:
                yield from _redundant(kind, grant)


def _redundant(kind: str, grant: Grant) -> Iterator[Finding]:
    for index, verb in enumerate(grant.access):
        wider = next((other for other in grant.access if verb in KINDS[kind].verbs[other].includes), None)
        if wider is not None:
            message = f"{wider!r} includes {verb!r}: drop {verb!r}, or {wider!r} if it is more than is needed"
            yield Finding(CODE, grant.pointer / "access" / index, message)
