"""On which cells of its spec an address of a recorded plan may depend: on more than these it does not.

What the step that plans it has read counts, what those around it had read before, and what those before them return.
A result that consists of references tells nothing: nobody can look into these, and who uses one has it in what it plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import takewhile
from typing import Any

from generator.analysis.recording import RecordedPlan, Step
from generator.analysis.tracking import Cell
from generator.stack_plan.operations import TOKEN, TOKEN_PREFIX
from generator.stack_plan.scope import Construct

# A reference, or a construct as an argument.
_NUMBER = re.compile(rf"{TOKEN_PREFIX}:(\d+)|ConstructReference\(operation=(\d+)\)")


class Dependencies:
    """The dependencies of addresses on cells of the spec."""

    def __init__(self, plan: RecordedPlan) -> None:
        self._plan = plan

    def cells_behind(self, address: str) -> set[Cell]:
        """Return the cells on which an address may depend."""
        found: set[Cell] = set()
        pending, seen = list(self._planners(address)), set()
        while pending:
            step = pending.pop()
            if step not in seen:
                seen.add(step)
                found |= _told_by(step) | _inputs(step)
                pending += self._creators(repr(step.contents))
        return found

    def _planners(self, address: str) -> Iterator[Step]:
        """The innermost steps that plan an address."""
        for step in self._plan.steps:
            keys = {key for key in step.contents if key[0] == address}
            if keys.difference(*(child.contents for child in step.children)):
                yield step

    def _creators(self, text: str) -> Iterator[Step]:
        """The steps that create what a text refers to."""
        for found in _NUMBER.finditer(text):
            number = int(found[1] or found[2])
            operation = self._plan.operations[number]
            yield self._plan.creators[number]
            if operation.kind != "create":
                owner, *rest = operation.parameters
                yield from self._creators(f"{TOKEN_PREFIX}:{owner} {rest!r}" if isinstance(owner, int) else repr(rest))


def _told_by(step: Step) -> set[Cell]:
    """What a step has read itself, and what those within it return."""
    return step.own_reads.union(*(_told_by(child) for child in step.children if _tells(child)))


def _inputs(step: Step) -> set[Cell]:
    """What may decide whether and with which arguments a step is called."""
    if step.parent is None:
        return set()
    earlier = takewhile(lambda other: other is not step, step.parent.children)
    results = (_told_by(other) for other in earlier if _tells(other))
    return step.parent.own_reads.union(_inputs(step.parent), *results)


def _tells(step: Step) -> bool:
    """Return whether a step returns anything but references."""
    returns = str(step.function.__annotations__.get("return"))
    return returns != "None" and ("None" in returns or _is_informative(step.result))


def _is_informative(value: Any) -> bool:
    if isinstance(value, str):
        return TOKEN.fullmatch(value) is None
    if isinstance(value, tuple | list):
        return any(map(_is_informative, value))
    if is_dataclass(value):
        return any("None" in str(one.type) or _is_informative(getattr(value, one.name)) for one in fields(value))
    return not isinstance(value, Construct)
