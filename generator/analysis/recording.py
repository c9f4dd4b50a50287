"""Record a plan with the calls of its steps: what each has read, planned and returned.

With other values in the spec, only those steps are called again that have read them; where one returns something else,
so are those that have read that. The outcome is that of planning the whole stack again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from heapq import heappop, heappush
from typing import Any

from generator.analysis.differences import differences
from generator.analysis.step_calls import StepCall, contents_of, given_to, kept_within
from generator.analysis.tracked import Cell
from generator.analysis.tracking import Tracker
from generator.builders.stack import build_environment
from generator.diagnostics.spec_path import SpecPath
from generator.packaging.archives import UnbuiltArchives
from generator.planning.plan_steps import may_plan_settings, recorded_by
from generator.stack_plan.operations import SETTINGS_ADDRESS, Operation
from generator.stack_plan.scope import Draft, Scope

# One for all plans: a step with another is another call.
_ARCHIVES = UnbuiltArchives()


def _build(scope: Scope, environment: Any) -> None:
    build_environment(scope, environment, _ARCHIVES)


class RecordedPlan(Draft):
    """The plan of an environment, its steps in the order of their calls, and how other values change it.

    `creators` are the steps that have added each operation, and how much they had read by then. `called_again` counts
    the calls of steps for other values.
    """

    def __init__(self, environment: Any, build: Callable[[Scope, Any], None] = _build) -> None:
        super().__init__()
        self.tracker = Tracker()
        self.creators: list[tuple[StepCall, int]] = []
        self._reads_at_begin: dict[str | None, int] = {}
        self.steps: list[StepCall] = []
        self.called_again = 0
        self._is_complete = False
        self._dirty: list[int] = []
        tracked = self.tracker.track(environment, SpecPath())
        self._running = root = StepCall(build, (tracked,), (Scope(self), tracked), {})
        with recorded_by(self):
            self._record(root)
        self.tracker.settle()
        self._is_complete, self.contents = True, contents_of([root], set())
        self.addresses = {address for address, _ in self.contents}

    def add(self, operation: Operation) -> int:
        """Note what an operation gives to an address as planned by the step that runs."""
        running = self._running
        contents = {(address, name): value for address, name, value in operation.contents()}
        if not may_plan_settings(running.function) and any(address == SETTINGS_ADDRESS for address, _ in contents):
            raise TypeError(f"{running.function.__qualname__} plans a setting of Terraform: mark it @plans_settings")
        running.add_contents(contents)
        number = super().add(operation)
        if number == len(self.creators):
            count = self._reads_at_begin.get(operation.address, len(running.own_reads))
            self.creators.append((running, count))
        return number

    def begin(self, address: str | None) -> None:
        """Note how much the step that runs has read before the arguments of a construct."""
        if address is not None and not self._is_complete:
            self._reads_at_begin[address] = len(self._running.own_reads)

    @property
    def planned(self) -> tuple[str, ...]:
        """The addresses of what the step that runs has planned so far: of other values, some of before are none."""
        return tuple(dict.fromkeys(self._running.addresses()))

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> Any:
        """Return the result of a step: as it was recorded if nothing differs for it, else by calling it."""
        parent, given = self._running, given_to(arguments)
        if not self._is_complete:
            step = StepCall(function, given, arguments, keywords, parent, after=len(parent.own_reads))
            self._record(step)
            return self._handed_over(step, step)
        base, is_same = parent.counterpart(function, given, keywords)
        if base and is_same and base.reads.isdisjoint(self.tracker.others):
            return self._handed_over(base, base)
        step = StepCall(function, given, arguments, keywords, parent, base)
        self._run(step)
        return self._handed_over(step, base)

    def changed(self, others: Mapping[Cell, Any]) -> tuple[frozenset[str], frozenset[str]] | None:
        """Return the addresses that differ with other values in some cells, and which of them are absent; None where
        that cannot be planned."""
        self._change(others.items())
        try:
            with recorded_by(self):
                again = self._replan()
            kept = kept_within(again.values())
            before, after = contents_of(again, kept), contents_of(again.values(), kept)
        except Exception:  # what a builder makes of a spec that the rules refuse is its own affair
            return None
        finally:
            self.tracker.reset(self.tracker.others)
            self._dirty.clear()
        if any(key in self.contents for key in after.keys() - before.keys()):
            return None
        differing = {key[0] for key in before.keys() | after.keys() if before.get(key, after) != after.get(key, before)}
        addresses = self.addresses.intersection(differing)
        absent = addresses.difference(address for address, _ in after)
        return frozenset(addresses), frozenset(absent - {SETTINGS_ADDRESS})

    def _replan(self) -> dict[StepCall, StepCall]:
        """Call steps again in the order of the plan; return the outermost, by those whose place they take.

        So each is called with arguments that are up to date, or within one around it that is called later.
        """
        again: dict[StepCall, StepCall] = {}
        while self._dirty:
            base = self.steps[heappop(self._dirty)]
            if base not in again and again.keys().isdisjoint(base.around()):
                again[base] = step = StepCall(
                    base.function, base.given, base.arguments, base.keywords, base.parent, base
                )
                self.taken.clear()
                self._run(step)
        return {base: step for base, step in again.items() if again.keys().isdisjoint(base.around())}

    def _record(self, step: StepCall) -> None:
        step.number = len(self.steps)
        self.steps.append(step)
        reads, self.tracker.reads = self.tracker.reads, step.own_reads
        self._run(step)
        self.tracker.reads = reads
        step.result = self.tracker.track(step.result, (step,))
        step.reads = set(step.own_reads).union(*(child.reads for child in step.children))

    def _run(self, step: StepCall) -> None:
        outer, self._running = self._running, step
        self.called_again += self._is_complete
        try:
            step.result = step.function(*step.arguments, **step.keywords)
        finally:
            self._running = outer
        if step.base:
            self.tracker.reset([cell for cell in self.tracker.others if cell[:1] == (step.base,)])
            self._change(differences(step.base.result, step.result, (step.base,)))

    def _handed_over(self, step: StepCall, base: StepCall | None) -> Any:
        """Return the result of a step to the one around it: that of the recorded one, in which cells may differ."""
        self._running.add_child(step, base)
        return self.tracker.get((base,), base.result) if base else step.result

    def _change(self, cells: Iterable[tuple[Cell, Any]]) -> None:
        """Let cells have other values from now on: who has read them is to be called again."""
        for cell, value in cells:
            self.tracker.change(cell, value)
            for number in self._readers.get(cell, ()):
                heappush(self._dirty, number)

    @cached_property
    def _readers(self) -> Mapping[Cell, list[int]]:
        """The numbers of the steps that read each cell themselves."""
        found: dict[Cell, list[int]] = {}
        for step in self.steps:
            for cell in step.own_reads:
                found.setdefault(cell, []).append(step.number)
        return found
