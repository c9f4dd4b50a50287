"""What a schema cannot say. One module a rule, listed by hand; each has CODE, SUMMARY, SOURCE and `check`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from generator.findings import Finding
from generator.rules import (
    name_too_long,
    state_incomplete,
    table_key_not_declared,
)
from generator.spec.model import Environment


class Rule(Protocol):
    """The shape of a rule module."""

    CODE: str
    SUMMARY: str
    SOURCE: str

    def check(self, env: Environment) -> Iterator[Finding]: ...


RULES: tuple[Rule, ...] = (
    name_too_long,
    state_incomplete,
    table_key_not_declared,
)
