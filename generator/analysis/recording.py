"""A plan with the steps that it was made in: what each has read, planned and returned.

With other values in the spec, only those steps are called again that have read them; where one returns something else,
so is the step around it. What comes of it is what comes of planning the whole stack again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generator.analysis.tracking import Cell, Tracker
from generator.builders.stack import build_in
from generator.packaging.archives import UnbuiltArchives
from generator.spec.model import Environment
from generator.stack_plan.operations import SETTINGS_ADDRESS, Operation
from generator.stack_plan.scope import Draft, Scope
from generator.stack_plan.steps import recorded_by

# What is planned: values by address and name of an argument.
Contents = dict[tuple[str, str], Any]


@dataclass(eq=False, repr=False, slots=True)
class Step:
    """A call of a function that is marked as a step. `base` is the one of the recorded plan that it takes the place of.

    `own_reads` are without those of the steps within it.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    parent: Step | None = None
    base: Step | None = None
    number: int = 0
    result: Any = None
    children: list[Step] = field(default_factory=list)
    own_reads: set[Cell] = field(default_factory=set)
    reads: set[Cell] = field(default_factory=set)
    contents: Contents = field(default_factory=dict)

    def is_same_call(self, function: Any, arguments: tuple[Any, ...], keywords: Any) -> bool:
        """Return whether a function is called in the same way. At which part of the spec its scope is, is no matter."""
        if function is not self.function or len(arguments) != len(self.arguments):
            return False
        start = 1 if arguments and isinstance(arguments[0], Scope) else 0
        return bool(arguments[start:] == self.arguments[start:] and keywords == self.keywords)


class RecordedPlan(Draft):
    """The plan of an environment, its steps, and what becomes of it with other values."""

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self.tracker = Tracker(environment)
        self.creators: dict[int, Step] = {}
        self.root = Step(build_in, (Scope(self), self.tracker.environment, UnbuiltArchives()), {})
        self._running = self.root
        with recorded_by(self):
            self._run(self.root)
        self.contents = self.root.contents
        self.addresses = {address for address, _ in self.contents}
        self.steps = list(_family(self.root))
        for number, step in enumerate(self.steps):
            step.number = number

    def add(self, operation: Operation) -> int:
        """Note what an operation gives to an address as planned by the step that runs."""
        self._plan({(address, name): value for address, name, value in operation.contents()})
        number = super().add(operation)
        self.creators.setdefault(number, self._running)
        return number

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> Any:
        """Return the result of a step: as it was recorded if nothing differs for it, else by calling it."""
        parent = self._running
        base = _counterpart(parent, function, arguments)
        if base and base.reads.isdisjoint(self.tracker.others) and base.is_same_call(function, arguments, keywords):
            parent.children.append(base)
            self._plan(base.contents)
            return base.result
        step = Step(function, arguments, keywords, parent, base)
        parent.children.append(step)
        self._run(step)
        self._plan(step.contents)
        return step.result

    def changed(self, others: Mapping[Cell, Any]) -> tuple[frozenset[str], frozenset[str]] | None:
        """Return the addresses that differ with other values in some cells, and which of them are absent; None where
        that cannot be planned."""
        self.tracker.others = others
        try:
            with recorded_by(self):
                again = self._replan([step for cell in others for step in self._readers.get(cell, ())])
        except Exception:  # what a builder makes of a spec that the rules refuse is its own affair
            return None
        finally:
            self.tracker.others = {}
        before: Contents = {}
        after: Contents = {}
        for base, step in again.items():
            before |= base.contents
            after |= step.contents
        if any(key in self.contents for key in after.keys() - before.keys()):
            return None
        differing = {key[0] for key in before.keys() | after.keys() if before.get(key, after) != after.get(key, before)}
        addresses = self.addresses.intersection(differing)
        absent = addresses.difference(address for address, _ in after)
        return frozenset(addresses), frozenset(absent - {SETTINGS_ADDRESS})

    def _replan(self, dirty: list[Step]) -> dict[Step, Step]:
        """Call steps again in the order of the plan; return the outermost, by those whose place they take.

        So each is called with arguments that are up to date: where an earlier one returns something else, the step
        around both is called.
        """
        again: dict[Step, Step] = {}
        while dirty:
            base = min(dirty, key=lambda step: step.number)
            dirty.remove(base)
            if base in again or not again.keys().isdisjoint(_around(base)):
                continue
            again[base] = step = Step(base.function, base.arguments, base.keywords, base.parent, base)
            self.taken.clear()
            self._run(step)
            if base.parent and step.result is not base.result:
                dirty.append(base.parent)
        return {base: step for base, step in again.items() if again.keys().isdisjoint(_around(base))}

    def _run(self, step: Step) -> None:
        outer, reads = self._running, self.tracker.reads
        self._running, self.tracker.reads = step, step.own_reads
        try:
            result = step.function(*step.arguments, **step.keywords)
        finally:
            self._running, self.tracker.reads = outer, reads
        step.result = step.base.result if step.base and step.base.result == result else result
        step.reads = step.own_reads.union(*(child.reads for child in step.children))

    def _plan(self, contents: Contents) -> None:
        twice = contents.keys() & self._running.contents.keys()
        if twice:
            raise ValueError(f"{twice} are planned twice")
        self._running.contents.update(contents)

    @cached_property
    def _readers(self) -> Mapping[Cell, list[Step]]:
        """The steps that read each cell themselves."""
        found: dict[Cell, list[Step]] = {}
        for step in self.steps:
            for cell in step.own_reads:
                found.setdefault(cell, []).append(step)
        return found


def _counterpart(parent: Step, function: Any, arguments: tuple[Any, ...]) -> Step | None:
    """The recorded step that a call takes the place of: of the same function for the same item, or whose turn it is."""
    known = parent.base.children if parent.base else []
    turn = len(parent.children)
    for step in (*known[turn : turn + 1], *known):
        if step.function is function and step.arguments[1:2] == arguments[1:2]:
            return step
    return known[turn] if turn < len(known) and known[turn].function is function else None


def _around(step: Step) -> Iterator[Step]:
    while step.parent:
        step = step.parent
        yield step


def _family(step: Step) -> Iterator[Step]:
    yield step
    for child in step.children:
        yield from _family(child)
