"""Find the cells of its spec on which an address of a recorded plan may depend: it depends on no others.

The step that plans it depends on what it has read and those around it had read before, and on the steps whose results
these are; and, as its arguments hold the addresses of other constructs, on the steps that create these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any

from generator.analysis.recording import RecordedPlan
from generator.analysis.step_calls import StepCall
from generator.analysis.tracked import Cell, Tracked
from generator.diagnostics.spec_path import SpecPath
from generator.planning.plan_steps import may_plan_settings
from generator.stack_plan.operations import SETTINGS_ADDRESS, TOKEN, TOKEN_PREFIX
from generator.stack_plan.scope import Construct

# A reference, or a construct as an argument.
_NUMBER = re.compile(rf"{TOKEN_PREFIX}:(\d+)|ConstructReference\(operation=(\d+)\)")


class Dependencies:
    """The dependencies of addresses on cells of the spec."""

    def __init__(self, plan: RecordedPlan) -> None:
        self._plan = plan
        self._known: dict[tuple[StepCall, int], frozenset[Cell]] = {}

    def cells_behind(self, address: str) -> frozenset[Cell]:
        """Return the cells on which an address may depend."""
        return frozenset().union(*(self._behind_contents(step, address) for step in self._planners[address]))

    def addresses_after(self, cells: Iterable[Cell]) -> frozenset[str]:
        """Return the addresses that may depend on some cells."""
        return frozenset().union(*(self._after.get(cell, ()) for cell in cells))

    @cached_property
    def _after(self) -> Mapping[Cell, set[str]]:
        found: dict[Cell, set[str]] = {}
        for address in self._planners:
            for cell in self.cells_behind(address):
                found.setdefault(cell, set()).add(address)
        return found

    @cached_property
    def _planners(self) -> Mapping[str, set[StepCall]]:
        """The steps that plan each address themselves, and those that may plan settings though they have not."""
        found: dict[str, set[StepCall]] = {}
        for step in self._plan.steps:
            for address, _ in step.contents:
                found.setdefault(address, set()).add(step)
            if may_plan_settings(step.function):
                found.setdefault(SETTINGS_ADDRESS, set()).add(step)
        return found

    def _behind_contents(self, step: StepCall, address: str) -> frozenset[Cell]:
        contents = [value for (of, _), value in step.contents.items() if of == address]
        creators = [self._behind(*creator) for creator in self._creators(repr(contents))]
        return self._behind(step, len(step.own_reads)).union(*creators)

    def _behind(self, step: StepCall, count: int) -> frozenset[Cell]:
        """The cells behind what a step does after its first reads, so many of them."""
        if (step, count) not in self._known:
            reads = list(islice(step.own_reads, count))
            results: list[Any] = [cell for cell in reads if not isinstance(cell, SpecPath)]
            sources: set[StepCall] = {cell[0] for cell in results if not self._is_passed_through(cell)}
            inner = [self._behind(source, len(source.own_reads)) for source in sources]
            outer = [self._behind(step.parent, step.after)] if step.parent else []
            spec = frozenset(cell for cell in reads if isinstance(cell, SpecPath))
            self._known[step, count] = spec.union(*inner, *outer)
        return self._known[step, count]

    def _creators(self, text: str) -> Iterator[tuple[StepCall, int]]:
        """The steps that create what a text refers to, with how much they had read when they did."""
        for found in _NUMBER.finditer(text):
            number = int(found[1] or found[2])
            operation = self._plan.operations[number]
            yield self._plan.creators[number]
            if operation.kind != "create":
                owner, *rest = operation.parameters
                yield from self._creators(f"{TOKEN_PREFIX}:{owner} {rest!r}" if isinstance(owner, int) else repr(rest))

    def _is_passed_through(self, cell: Any) -> bool:
        """Whether a step only passes a result on: there is none, its parts are read one by one, or it is a reference,
        which shows in the contents of whatever uses it."""
        value = self._plan.tracker.originals[cell]
        returns = str(cell[0].function.__annotations__.get("return", ""))
        return returns == "None" or isinstance(value, Tracked) or ("None" not in returns and _is_reference(value))


def _is_reference(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(map(_is_reference, value))
    return isinstance(value, Construct) or (isinstance(value, str) and TOKEN.fullmatch(value) is not None)
