"""Load the rules that AWS Config manages: `config_rules.txt`, one a line, `!` after a parameter without a default.

AWS adds rules all the time, so an identifier that is not there may be newer than the list. Few specs need it, so it is
read on first use.

Source: AWS Config developer guide, "List of AWS Config managed rules".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".txt")


@dataclass(frozen=True, slots=True)
class ManagedRule:
    """One managed rule. `needed`: its parameters without a default."""

    parameters: tuple[str, ...]
    needed: tuple[str, ...]


@cache
def managed_rules() -> Mapping[str, ManagedRule]:
    """Return every rule by its identifier."""
    rows = (line.split() for line in FILE.read_text(encoding="utf-8").splitlines())
    return {identifier: _rule(parameters) for identifier, *parameters in rows}


def _rule(parameters: list[str]) -> ManagedRule:
    needed = tuple(name.removesuffix("!") for name in parameters if name.endswith("!"))
    return ManagedRule(tuple(name.removesuffix("!") for name in parameters), needed)
