"""The base class of the typed model: frozen, slotted, keyword-only dataclasses that cost little to define.

`@dataclass(frozen=True, slots=True)` writes and compiles seven methods for a class, which for the classes of the model
took a fifth of a short run. A record inherits them, and becomes a dataclass when somebody asks whether it is one. To
`dataclasses.replace`, `fields` and the type checker it is like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_options: bool) -> Callable[[type], type]:
        """Return a decorator that does nothing: the real one speaks to type checkers alone."""
        return lambda cls: cls


R = TypeVar("R")
V = TypeVar("V")


class _Slotted(type):
    _fields: tuple[str, ...]

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _Slotted:
        names = tuple(namespace.get("__annotations__", ()))
        return super().__new__(cls, name, bases, {**namespace, "__slots__": names, "_fields": names})


class _FieldsOnDemand:
    """`__dataclass_fields__`, by which dataclasses know their own: made for a class when it is first looked at."""

    def __get__(self, record: Record | None, cls: type[Record]) -> Mapping[str, Any]:
        if cls is Record:
            raise AttributeError("no class of the model, and no dataclass")
        dataclass(init=False, repr=False, eq=False)(cls)
        return dict(vars(cls)["__dataclass_fields__"])


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record(metaclass=_Slotted):
    """An object of the model. Its class names its fields, which are all required."""

    if not TYPE_CHECKING:  # The type checker has fields of its own from the transform above.
        __dataclass_fields__ = _FieldsOnDemand()

    def __init__(self, **values: Any) -> None:
        names = type(self)._fields
        if values.keys() != set(names):
            raise TypeError(f"{type(self).__name__} takes {', '.join(names)}, not {', '.join(values)}")
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash(tuple(_values(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in _values(self).items())})"

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), **_values(self)), ()


def _values(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record)._fields}


class derived(Generic[R, V]):
    """A property of a record, given by a function of it."""

    def __init__(self, function: Callable[[R], V]) -> None:
        self.function = function
        self.__doc__ = function.__doc__

    def __get__(self, record: R, _cls: type[R] | None = None) -> V:
        return self.function(record)
