"""From resolved data to frozen, typed objects.

What the schema accepts always parses: a key `hashKey` becomes the field `hash_key`, a map the dataclass that the
field's type names, and each object learns in `at` where it stands. There are no defaults here: the schema has
filled them in.
"""

from __future__ import annotations

import re
import types
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from generator.diagnostics.spec_path import SpecPath

T = TypeVar("T")


def deserialize(cls: type[T], plain: Mapping[str, Any], pointer: SpecPath = SpecPath()) -> T:  # noqa: B008  # immutable
    """An instance of the dataclass `cls` from data that the schema has accepted."""
    values: dict[str, Any] = {"pointer": pointer}
    for name, key, hint in _fields(cast(Hashable, cls)):
        values[name] = _value(hint, plain[key], pointer / key)
    return cls(**values)


def with_changes(known: T, before: Mapping[str, Any], after: Mapping[str, Any]) -> T:
    """As `structure`, where `known` was made from `before`: what `after` shares with that is not made again."""
    changes = {
        name: _value(hint, after[key], known.pointer / key)  # type: ignore[attr-defined]  # all of the model has it
        for name, key, hint in _fields(cast(Hashable, type(known)))
        if after[key] is not before[key]
    }
    return replace(known, **changes)  # type: ignore[type-var]  # a dataclass, as all of the model


@cache
def _fields(cls: Any) -> tuple[tuple[str, str, Any], ...]:
    hints = get_type_hints(cls)
    return tuple((field.name, camel(field.name), hints[field.name]) for field in fields(cls) if field.name != "pointer")


def _value(hint: Any, value: Any, pointer: SpecPath) -> Any:
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _value(next(arm for arm in get_args(hint) if arm is not type(None)), value, pointer)
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], item, pointer / index) for index, item in enumerate(value))
    if isinstance(value, dict) and origin is not None:
        item_hint = get_args(hint)[1]
        return types.MappingProxyType({key: _value(item_hint, item, pointer / key) for key, item in value.items()})
    if is_dataclass(hint) and isinstance(hint, type):
        return deserialize(hint, value, pointer)
    return float(value) if hint is float else int(value) if hint is int else value


@cache
def camel(name: str) -> str:
    """`hash_key` as the schema spells it: `hashKey`."""
    return re.sub(r"_([a-z0-9])", lambda match: match.group(1).upper(), name)
