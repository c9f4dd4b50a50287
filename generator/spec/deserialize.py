"""Deserialize resolved data into the frozen, typed model.

What the schema accepts always parses: a key `hashKey` becomes the field `hash_key`, a map the record that the field's
type names, and each record keeps its place in `pointer`. There are no defaults here: the schema has filled them in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import cache, partial
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record

R = TypeVar("R", bound=Record)
# From plain data, and its path, to the value of a field.
_Reader = Callable[[Any, SpecPath], Any]


def deserialize(cls: type[R], plain: Mapping[str, Any], pointer: SpecPath = SpecPath()) -> R:  # noqa: B008  # immutable
    """Return an instance of `cls` from data that the schema has accepted."""
    return cls(pointer=pointer, **{name: read(plain[key], pointer / key) for name, key, read in record_fields(cls)})


def with_changes(known: R, before: Mapping[str, Any], after: Mapping[str, Any]) -> R:
    """Return `known`, which was read from `before`, with what is different in `after`: the rest is not read again."""
    at: SpecPath = known.pointer  # type: ignore[attr-defined]  # every class of the model has it
    changed = {
        name: read(after[key], at / key)
        for name, key, read in record_fields(type(known))
        if after[key] is not before[key]
    }
    return replace(known, **changed)  # type: ignore[type-var]  # its classes are dataclasses, it is none


@cache
def record_fields(cls: type[Record]) -> tuple[tuple[str, str, _Reader], ...]:
    """Name, key and reader of each field."""
    hints = get_type_hints(cls)
    names = [field.name for field in fields(cls) if field.name != "pointer"]  # type: ignore[arg-type]  # as above
    return tuple((name, camel(name), _reader(hints[name])) for name in names)


def _reader(hint: Any) -> _Reader:
    origin, inner = get_origin(hint), get_args(hint)
    if type(None) in inner:
        return partial(_optional, _reader(inner[0]))
    if origin is tuple:
        return partial(_tuple, _reader(inner[0]))
    if hint in (int, float):
        return lambda value, _pointer: hint(value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return partial(_mapping, _reader(inner[1]))
    if isinstance(hint, type) and issubclass(hint, Record):
        return partial(deserialize, hint)
    return lambda value, _pointer: value


def _optional(read: _Reader, value: Any, pointer: SpecPath) -> Any:
    return None if value is None else read(value, pointer)


def _tuple(read: _Reader, value: Any, pointer: SpecPath) -> Any:
    return tuple(read(item, pointer / index) for index, item in enumerate(value))


def _mapping(read: _Reader, value: Any, pointer: SpecPath) -> Any:
    return MappingProxyType({key: read(item, pointer / key) for key, item in value.items()})


@cache
def camel(name: str) -> str:
    """Return a field's name as the schema spells it: `hashKey` for `hash_key`."""
    return re.sub(r"_([a-z0-9])", lambda match: match.group(1).upper(), name)
