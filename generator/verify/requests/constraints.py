"""Hold the input of an operation against its shape: required members, lengths, ranges, enumerations, patterns.

Runs in the emulators' own environment. botocore itself checks the first and the lower bounds only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.verify.requests.patterns import compiled

SHOWN = 60


def violated_constraints(shape: Any, value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the description of each constraint that a value does not keep."""
    check = _CHECKS.get(shape.type_name)
    if check is not None:
        yield from check(shape, value, path)


def _structure(shape: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    for name in shape.required_members:
        if value.get(name) is None:
            yield _below(path, name), "is required"
    for name, item in value.items():
        if item is not None and name in shape.members:
            yield from violated_constraints(shape.members[name], item, _below(path, name))


def _list(shape: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    yield from _bounds(shape, len(value), path, "entries")
    for index, item in enumerate(value):
        yield from violated_constraints(shape.member, item, f"{path}[{index}]")


def _map(shape: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    yield from _bounds(shape, len(value), path, "entries")
    for key, item in value.items():
        yield from violated_constraints(shape.key, key, f"{path} key {key!r}")
        yield from violated_constraints(shape.value, item, _below(path, key))


def _string(shape: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    text = str(value)
    yield from _bounds(shape, len(text), path, "characters")
    if shape.enum and text not in shape.enum:
        yield path, f"is {_short(text)}, none of {', '.join(shape.enum[:12])}{' ...' if len(shape.enum) > 12 else ''}"
    pattern = shape.metadata.get("pattern")
    if pattern and not compiled(pattern).fullmatch(text):
        yield path, f"is {_short(text)}, which does not match {pattern}"


def _number(shape: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    yield from _bounds(shape, value, path, "")


def _blob(shape: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    yield from _bounds(shape, len(value), path, "bytes")


def _bounds(shape: Any, size: float, path: str, unit: str) -> Iterator[tuple[str, str]]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    what = f"has {size} {unit}" if unit else f"is {size}"
    if least is not None and size < least:
        yield path, f"{what}, at least {least} are needed" if unit else f"{what}, at least {least} is needed"
    if most is not None and size > most:
        yield path, f"{what}, at most {most} are allowed" if unit else f"{what}, at most {most} is allowed"


_CHECKS = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "character": _string,
    "integer": _number,
    "long": _number,
    "float": _number,
    "double": _number,
    "blob": _blob,
}


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}...")
