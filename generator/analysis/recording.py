"""A plan with the steps that it was made in: what each has read, planned and returned.

With other values in the spec, only those steps are called again that have read them; where one returns something else,
so are those that have read that. What comes of it is what comes of planning the whole stack again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from generator.analysis.tracking import Cell, Tracker, differences
from generator.builders.stack import build_into
from generator.diagnostics.spec_path import SpecPath
from generator.packaging.archives import UnbuiltArchives
from generator.planning.steps import recorded_by
from generator.spec.model import Environment
from generator.stack_plan.operations import SETTINGS_ADDRESS, Operation
from generator.stack_plan.scope import Draft, Scope

# What is planned: values by address and name of an argument.
Contents = dict[tuple[str, str], Any]


@dataclass(eq=False, repr=False, slots=True)
class Step:
    """A call of a function that is marked as a step. `base` is the one of the recorded plan that it takes the place of.

    `own_reads` are without those of the steps within it; of them, the one around it had `after` when it made the call.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    parent: Step | None = None
    base: Step | None = None
    number: int = 0
    after: int = 0
    result: Any = None
    children: list[Step] = field(default_factory=list)
    own_reads: dict[Cell, None] = field(default_factory=dict)
    reads: set[Cell] = field(default_factory=set)
    contents: Contents = field(default_factory=dict)
    given: tuple[Any, ...] = field(init=False)

    def __post_init__(self) -> None:
        # At which part of the spec a scope is is no matter to what is called.
        has_scope = bool(self.arguments) and isinstance(self.arguments[0], Scope)
        self.given = self.arguments[1:] if has_scope else self.arguments

    def has_same_subject(self, other: Step) -> bool:
        """Return whether two calls are about the same: of one function, with the same first argument."""
        return self.function is other.function and bool(self.given[:1] == other.given[:1])

    def is_same_call(self, other: Step) -> bool:
        """Return whether two calls are the same."""
        is_same = self.function is other.function and self.given == other.given
        return bool(is_same and self.keywords == other.keywords)


# One for all plans: a step with another is another call.
_ARCHIVES = UnbuiltArchives()


def _build(scope: Scope, environment: Environment) -> None:
    build_into(scope, environment, _ARCHIVES)


class RecordedPlan(Draft):
    """The plan of an environment, its steps in the order of their calls, and what becomes of it with other values.

    `called_again` counts the calls of steps for other values.
    """

    def __init__(self, environment: Any, build: Callable[[Scope, Any], None] = _build) -> None:
        super().__init__()
        self.tracker = Tracker()
        self.creators: dict[int, Step] = {}
        self.steps: list[Step] = []
        self.called_again = 0
        self._is_complete = False
        self._dirty: set[Step] = set()
        tracked = self.tracker.track(environment, SpecPath())
        self._running = root = Step(build, (Scope(self), tracked), {})
        with recorded_by(self):
            self._record(root)
        self.tracker.settle()
        self._is_complete, self.contents = True, root.contents
        self.addresses = {address for address, _ in self.contents}

    def add(self, operation: Operation) -> int:
        """Note what an operation gives to an address as planned by the step that runs."""
        self._plan({(address, name): value for address, name, value in operation.contents()})
        number = super().add(operation)
        self.creators.setdefault(number, self._running)
        return number

    @property
    def planned(self) -> tuple[str, ...]:
        """The addresses of what the step that runs has planned so far: of other values, some of before are none."""
        return tuple(dict.fromkeys(address for address, _ in self._running.contents))

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> Any:
        """Return the result of a step: as it was recorded if nothing differs for it, else by calling it."""
        parent = self._running
        step = Step(function, arguments, keywords, parent, after=len(parent.own_reads))
        if not self._is_complete:
            self._record(step)
            return self._handed_over(step, step)
        base = _counterpart(step)
        if base and base.is_same_call(step) and base.reads.isdisjoint(self.tracker.others):
            return self._handed_over(base, base)
        step.base = base
        self._run(step)
        return self._handed_over(step, base)

    def changed(self, others: Mapping[Cell, Any]) -> tuple[frozenset[str], frozenset[str]] | None:
        """Return the addresses that differ with other values in some cells, and which of them are absent; None where
        that cannot be planned."""
        self._change(others.items())
        try:
            with recorded_by(self):
                again = self._replan()
        except Exception:  # what a builder makes of a spec that the rules refuse is its own affair
            return None
        finally:
            self.tracker.reset(self.tracker.others)
            self._dirty.clear()
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

    def _replan(self) -> dict[Step, Step]:
        """Call steps again in the order of the plan; return the outermost, by those whose place they take.

        So each is called with arguments that are up to date, or within one around it that is called later.
        """
        again: dict[Step, Step] = {}
        while self._dirty:
            base = min(self._dirty, key=lambda step: step.number)
            self._dirty.remove(base)
            if base not in again and again.keys().isdisjoint(_around(base)):
                again[base] = step = Step(base.function, base.arguments, base.keywords, base.parent, base)
                self.taken.clear()
                self._run(step)
        return {base: step for base, step in again.items() if again.keys().isdisjoint(_around(base))}

    def _record(self, step: Step) -> None:
        step.number = len(self.steps)
        self.steps.append(step)
        reads, self.tracker.reads = self.tracker.reads, step.own_reads
        self._run(step)
        self.tracker.reads = reads
        step.result = self.tracker.track(step.result, (step,))
        step.reads = set(step.own_reads).union(*(child.reads for child in step.children))

    def _run(self, step: Step) -> None:
        outer, self._running = self._running, step
        self.called_again += self._is_complete
        try:
            step.result = step.function(*step.arguments, **step.keywords)
        finally:
            self._running = outer
        if step.base:
            self.tracker.reset([cell for cell in self.tracker.others if cell[:1] == (step.base,)])
            self._change(differences(step.base.result, step.result, (step.base,)))

    def _handed_over(self, step: Step, base: Step | None) -> Any:
        """Return the result of a step to the one around it: that of the recorded one, in which cells may differ."""
        self._running.children.append(step)
        self._plan(step.contents)
        return self.tracker.get((base,), base.result) if base else step.result

    def _change(self, cells: Iterable[tuple[Cell, Any]]) -> None:
        """Let cells have other values from now on: who has read them is to be called again."""
        for cell, value in cells:
            self.tracker.change(cell, value)
            self._dirty.update(self._readers.get(cell, ()))

    def _plan(self, contents: Contents) -> None:
        known = self._running.contents
        if not known.keys().isdisjoint(contents):
            raise ValueError("two steps plan one address")
        known.update(contents)

    @cached_property
    def _readers(self) -> Mapping[Cell, list[Step]]:
        """The steps that read each cell themselves."""
        found: dict[Cell, list[Step]] = {}
        for step in self.steps:
            for cell in step.own_reads:
                found.setdefault(cell, []).append(step)
        return found


def _counterpart(step: Step) -> Step | None:
    """The recorded step that a call takes the place of: of the same call, else of the same subject. The steps within
    one that is called with other arguments are compared with those of before, too.
    """
    assert step.parent is not None
    known = step.parent.base.children if step.parent.base else []
    turn = len(step.parent.children)
    used = {child.base or child for child in step.parent.children}
    alike = None
    for one in chain(known[turn:], known[:turn]):
        if one.has_same_subject(step) and one not in used:
            if one.is_same_call(step):
                return one
            alike = alike or one
    return alike


def _around(step: Step) -> Iterator[Step]:
    while step.parent:
        step = step.parent
        yield step
