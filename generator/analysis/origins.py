"""For which part of a spec each resource is placed: what the builders have in hand at that moment.

The stack is written down once more. Whenever something is placed, the functions that are running are asked what part
of the spec they were given: from the section that TapStack handed out to the entry that the innermost of them is about.
Where one has several entries in hand, the answer stays at what they have in common. It costs some hundredths of a
second however many addresses are asked for; a test takes entries out and sees that what is placed for them goes, too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import CodeType, FrameType
from typing import Any

from generator.analysis.record import UnbuiltArchives
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment
from generator.synthesis.recorded_stack import recording_stack


def origins(env: Environment) -> Mapping[str, SpecPath]:
    """Where in the spec stands what each address is placed for; for the spec as a whole it is the root."""
    found: dict[str, SpecPath] = {}
    base = recording_stack()

    def place(stack: Any, kind: str, address: str | None, construct_id: str, *values: Any, **arguments: Any) -> Any:
        if address is not None:
            found[address] = _origin(sys._getframe(1), base.__init__.__code__)
        return base.place(stack, kind, address, construct_id, *values, **arguments)

    type(base.__name__, (base,), {"place": place})(None, "stack", spec=env, archives=UnbuiltArchives())
    return found


def _origin(frame: FrameType | None, tap_stack: CodeType) -> SpecPath:
    """What the functions from TapStack's builder down to a frame are about."""
    running: list[FrameType] = []
    while frame is not None and frame.f_code is not tap_stack:
        running.append(frame)
        frame = frame.f_back
    # A builder's first part of the spec is its own; what else it is given, it only refers to.
    at = next(_in_hand(running.pop()), SpecPath()) if running else SpecPath()
    while running and at:
        at = _deeper(at, list(_in_hand(running.pop())))
    return at


def _deeper(at: SpecPath, in_hand: list[SpecPath]) -> SpecPath:
    """The innermost of the places below `at`, as far as each of them lies on the way to it."""
    below = sorted((place for place in in_hand if place[: len(at)] == at), key=len)
    for place in below:
        if any(place[: len(other)] != other[: len(place)] for other in below):
            break
        at = place
    return at


def _in_hand(frame: FrameType) -> Iterator[SpecPath]:
    """The places of the arguments of a function that are parts of a spec, or that carry one."""
    code = frame.f_code
    for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        given = frame.f_locals.get(name)
        at = _place(given)
        if at is not None:
            yield at
        elif is_dataclass(given):
            carried = (_place(getattr(given, field.name, None)) for field in fields(given))
            yield from (place for place in carried if place is not None)


def _place(given: object) -> SpecPath | None:
    """Where a part of a spec stands: an object of the model, or a list of them."""
    entry = given[0] if isinstance(given, tuple) and given else given
    at = getattr(entry, "pointer", None) if is_dataclass(entry) else None
    if not isinstance(at, SpecPath):
        return None
    return at if entry is given else at.parent
