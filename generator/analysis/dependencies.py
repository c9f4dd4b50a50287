"""On which cells of its spec an address of a recorded plan may depend: on more than these it does not.

The step that plans it depends on what it has read and those around it had read before, and on the steps whose results
these are; and, as its arguments hold the addresses of other constructs, on the steps that create these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from generator.analysis.recording import RecordedPlan, Step
from generator.analysis.tracking import Cell, Tracked
from generator.diagnostics.spec_path import SpecPath
from generator.stack_plan.operations import TOKEN, TOKEN_PREFIX
from generator.stack_plan.scope import Construct

# A reference, or a construct as an argument.
_NUMBER = re.compile(rf"{TOKEN_PREFIX}:(\d+)|ConstructReference\(operation=(\d+)\)")


def cells_behind(plan: RecordedPlan, address: str) -> set[Cell]:
    """Return the cells of the spec on which an address may depend."""
    found: set[Cell] = set()
    seen: dict[Step, int] = {}
    planners = list(_planners(plan, address))
    creators = [creator for step in planners for creator in _creators(plan, repr(step.contents))]
    pending = [(step, len(step.own_reads)) for step in (*planners, *creators)]
    while pending:
        step, count = pending.pop()
        if count <= seen.get(step, -1):
            continue
        seen[step] = count
        for cell in islice(step.own_reads, count):
            if isinstance(cell, SpecPath):
                found.add(cell)
            elif not _is_handed_on(plan, cell):
                pending.append((cell[0], len(cell[0].own_reads)))
        if step.parent:
            pending.append((step.parent, step.after))
    return found


def _planners(plan: RecordedPlan, address: str) -> Iterator[Step]:
    """The innermost steps that plan an address."""
    for step in plan.steps:
        keys = {key for key in step.contents if key[0] == address}
        if keys.difference(*(child.contents for child in step.children)):
            yield step


def _creators(plan: RecordedPlan, text: str) -> Iterator[Step]:
    """The steps that create what a text refers to."""
    for found in _NUMBER.finditer(text):
        number = int(found[1] or found[2])
        operation = plan.operations[number]
        yield plan.creators[number]
        if operation.kind != "create":
            owner, *rest = operation.parameters
            yield from _creators(plan, f"{TOKEN_PREFIX}:{owner} {rest!r}" if isinstance(owner, int) else repr(rest))


def _is_handed_on(plan: RecordedPlan, cell: Cell) -> bool:
    """Whether nothing is learned of a result as such: there is none, its parts tell, or it is a reference, which who
    needs it has in what it plans."""
    step: Any = cell[0]
    value = plan.tracker.originals[cell]
    returns = str(step.function.__annotations__.get("return"))
    return returns == "None" or isinstance(value, Tracked) or ("None" not in returns and _is_reference(value))


def _is_reference(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(map(_is_reference, value))
    return isinstance(value, Construct) or (isinstance(value, str) and TOKEN.fullmatch(value) is not None)
