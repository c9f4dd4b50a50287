"""Represent calls of steps: what each has read, planned and returned, and which recorded call it replaces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from generator.analysis.tracked import Cell
from generator.stack_plan.scope import Scope

# What is planned: values by address and name of an argument.
Contents = dict[tuple[str, str], Any]
# The number of a call that is in no recorded plan.
UNRECORDED = -1


@dataclass(eq=False, repr=False, slots=True)
class StepCall:
    """A call of a function that is marked as a step. `base` is the one of the recorded plan that it replaces.

    `own_reads` and `contents` are without those of the calls within it. Of its reads, the call around it had `after`
    when it made this one. `planned` are addresses and calls within it, in their order.
    """

    function: Callable[..., Any]
    given: tuple[Any, ...]
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    parent: StepCall | None = None
    base: StepCall | None = None
    number: int = UNRECORDED
    after: int = 0
    result: Any = None
    children: list[StepCall] = field(default_factory=list)
    replaced: set[StepCall] = field(default_factory=set)
    own_reads: dict[Cell, None] = field(default_factory=dict)
    reads: set[Cell] = field(default_factory=set)
    contents: Contents = field(default_factory=dict)
    planned: list[str | StepCall] = field(default_factory=list)

    @property
    def is_recorded(self) -> bool:
        """Return whether the call is one of the recorded plan."""
        return self.number != UNRECORDED

    def add_child(self, child: StepCall, base: StepCall | None) -> None:
        """Note a call within this one, and the recorded one that it is or takes the place of."""
        self.children.append(child)
        self.planned.append(child)
        if base is not None:
            self.replaced.add(base)

    def add_contents(self, contents: Contents) -> None:
        """Note what the call itself plans. Raises ValueError where it has planned that before."""
        if not self.contents.keys().isdisjoint(contents):
            raise ValueError("one address is planned twice")
        for address, _ in contents:
            if not self.planned or self.planned[-1] != address:
                self.planned.append(address)
        self.contents.update(contents)

    def addresses(self) -> Iterator[str]:
        """Yield what the call and those within it have planned so far, in its order."""
        for one in self.planned:
            if isinstance(one, StepCall):
                yield from one.addresses()
            else:
                yield one

    def around(self) -> Iterator[StepCall]:
        """Yield the calls around this one, the innermost first."""
        call = self
        while call.parent:
            call = call.parent
            yield call

    def counterpart(
        self, function: Callable[..., Any], given: tuple[Any, ...], keywords: Mapping[str, Any]
    ) -> tuple[StepCall | None, bool]:
        """Return the recorded call whose place a call within this one takes, and whether it is the same call.

        Else it is of the same subject, the first argument: calls within one that has other arguments are compared with
        those of before, too.
        """
        known = self.base.children if self.base else []
        alike, turn = None, len(self.children)
        for one in chain(known[turn : turn + 1], known[turn + 1 :], known[:turn]):
            if one.function is function and one not in self.replaced and one.given[:1] == given[:1]:
                if one.given == given and one.keywords == keywords:
                    return one, True
                alike = alike or one
        return alike, False


def given_to(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments of a step without its scope: at which part of the spec that is is no matter to it."""
    return arguments[1:] if arguments and isinstance(arguments[0], Scope) else arguments


def contents_of(calls: Iterable[StepCall], kept: set[StepCall]) -> Contents:
    """Return what calls plan, and those within them, but for some. Raises ValueError for what is there twice."""
    found: Contents = {}
    waiting = [call for call in calls if call not in kept]
    while waiting:
        call = waiting.pop()
        if not found.keys().isdisjoint(call.contents):
            raise ValueError("two steps plan one address")
        found.update(call.contents)
        waiting += (child for child in call.children if child not in kept)
    return found


def kept_within(calls: Iterable[StepCall]) -> set[StepCall]:
    """Return the recorded calls that stay as they are within some that were made again."""
    found: set[StepCall] = set()
    waiting = list(calls)
    while waiting:
        for child in waiting.pop().children:
            if child.is_recorded:
                found.add(child)
            else:
                waiting.append(child)
    return found
