"""Mark steps of a plan: calls of builders that can be recorded, and repeated alone when a value they read changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class StepRecorder(Protocol):
    """Calls the steps while it records."""

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> Any: ...


_recorders: list[StepRecorder] = []
_of_settings: set[Callable[..., Any]] = set()


def step(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as a step: its result follows from its arguments alone, and it changes none of them.

    A function without the mark is part of the step that calls it. So a mark that is missing costs time, nothing else.
    """

    @wraps(function)
    def call(*arguments: P.args, **keywords: P.kwargs) -> R:
        if not _recorders:
            return function(*arguments, **keywords)
        result: R = _recorders[-1].call(function, arguments, keywords)
        return result

    return call


def plans_settings(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a step that plans settings of Terraform itself, or may do so with other values than it has."""
    _of_settings.add(function)
    return function


def may_plan_settings(function: Callable[..., Any]) -> bool:
    """Return whether a function is so marked."""
    return function in _of_settings


@contextmanager
def recorded_by(recorder: StepRecorder) -> Iterator[None]:
    """Call the steps through a recorder within the block."""
    _recorders.append(recorder)
    try:
        yield
    finally:
        _recorders.remove(recorder)
