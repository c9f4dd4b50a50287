"""Where a body fails one of these keywords, API Gateway writes the value that failed into the execution log: a card
number in the wrong field would be stored (PCI DSS 3.3.1). The functions check values and log none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from generator.aws.model_keywords import MAPS_OF_SCHEMAS, REPEAT_THE_VALUE, subschemas
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment

CODE = "API011"
LEVEL = "warning"
SUMMARY = "a body model would put values of refused requests into the execution log"
SOURCE = "API Gateway, Request validation for REST APIs: validation error messages"


def check(env: Environment) -> Iterator[Finding]:
    if env.api.logging_level == "OFF":
        return
    for model in env.api.models:
        for schema, at in subschemas(model.schema, model.pointer / "schema"):
            if _is_denied(at):
                continue
            for keyword in (word for word in schema if word in REPEAT_THE_VALUE):
                message = f"a value that fails {keyword!r} would stand in the execution log"
                remedy = (
                    "write {not: {not: {...}}} around it, leave the check to the function, or set 'loggingLevel: OFF'"
                )
                yield Finding(CODE, at / keyword, f"{message}: {remedy}")


def _is_denied(at: SpecPath) -> bool:
    """The message of `not` has no value in it: 'instance matched a schema which it should not have matched'."""
    return any(step == "not" and above not in MAPS_OF_SCHEMAS for above, step in pairwise(at))
