"""Parameters below database/ hold endpoints, and those below rollouts/ the controls of rollouts: names could clash."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.planned_rollout import PARAMETERS
from generator.spec.model import Environment

CODE = "PAR004"
LEVEL = "error"
SUMMARY = "a parameter's path is reserved or too deep"
SOURCE = "Systems Manager user guide, Parameter name requirements; generator/builders/database/endpoints.py"

RESERVED = {"database": "the endpoints of the database", PARAMETERS: "what is said to rollouts"}
# 15 levels, of which the environment's own path is one.
MAX_DEPTH = 14


def check(env: Environment) -> Iterator[Finding]:
    for parameter in env.parameters:
        steps = parameter.name.split("/")
        if steps[0] in RESERVED and len(steps) > 1:
            message = f"'{steps[0]}/' is for {RESERVED[steps[0]]}: choose another path"
            yield Finding(CODE, parameter.pointer / "name", message)
        if len(steps) > MAX_DEPTH:
            message = f"{parameter.name!r} has {len(steps)} levels: {MAX_DEPTH} at most below the environment's path"
            yield Finding(CODE, parameter.pointer / "name", message)
