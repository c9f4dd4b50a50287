"""Scopes: where builders place constructs, and for which part of the spec."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from generator.diagnostics.spec_path import SpecPath
from generator.stack_plan.operations import (
    TOKEN_PREFIX,
    Block,
    ConstructReference,
    Operation,
    StackPlan,
    readable,
)


class SpecPart(Protocol):
    """A part of an environment that knows its path in the spec."""

    @property
    def pointer(self) -> SpecPath: ...


class Draft:
    """What the scopes of a stack write to: operations, their numbers by expression, constructs by id and by address."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.numbers: dict[str, int] = {}
        self.constructs: dict[str, Construct] = {}
        self.taken: set[str] = set()

    def add(self, operation: Operation) -> int:
        """Return the number of an operation. What reads the same in Terraform is there once."""
        number = self.numbers.setdefault(operation.expression, len(self.operations))
        if number == len(self.operations):
            self.operations.append(operation)
        return number

    @property
    def planned(self) -> tuple[str, ...]:
        """The addresses of what is planned so far."""
        return tuple(operation.address for operation in self.operations if operation.address is not None)


class Scope:
    """A stack that is being planned, seen from one part of its spec."""

    __slots__ = ("_draft", "pointer")

    def __init__(self, draft: Draft | None = None, pointer: SpecPath = SpecPath()) -> None:  # noqa: B008  # immutable
        self._draft, self.pointer = draft or Draft(), pointer

    def at(self, part: SpecPart | Sequence[SpecPart]) -> Scope:
        """Return the same stack, for a part of the spec or for a list of parts below this one.

        What is not below this part is only referred to, so it changes nothing.
        """
        pointer = self._pointer_of(part)
        if pointer is None or pointer[: len(self.pointer)] != self.pointer:
            return self
        return Scope(self._draft, pointer)

    @staticmethod
    def _pointer_of(part: SpecPart | Sequence[SpecPart]) -> SpecPath | None:
        if isinstance(part, list | tuple):
            return part[0].pointer.parent if part else None
        pointer: SpecPath = part.pointer  # type: ignore[union-attr]  # a sequence that tracks its reads has one, too
        return pointer

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of what is planned so far, in their order."""
        return self._draft.planned

    def construct(self, construct_id: str) -> Construct:
        """Return the construct of an id. Raises KeyError where there is none."""
        return self._draft.constructs[construct_id]

    def plan(self) -> StackPlan:
        """Return the plan of all operations so far."""
        return StackPlan(tuple(self._draft.operations))

    def create(
        self, kind: str, construct_id: str | None, *values: Any, address: str | None = None, **arguments: Any
    ) -> Construct:
        """Create a construct, or an object of cdktf without an id. Raises ValueError where the id is taken."""
        names = [name for name in (construct_id, address) if name is not None]
        for name in names:
            if name in self._draft.taken:
                raise ValueError(f"there is already a construct {name!r}")
        named = _plain(arguments)
        placed = [] if construct_id is None else [construct_id]
        expression = address or f"{construct_id or kind}({json.dumps(self._readable([*values, named]))})"
        parameters = (kind, [*placed, *_plain(values)], named)
        construct = Construct(self, self._add("create", parameters, expression, address))
        self._draft.constructs.update(dict.fromkeys(names, construct))
        self._draft.taken.update(names)
        return construct

    def override(self, path: str, value: Any) -> None:
        """Set a value in the Terraform JSON for which cdktf has no property."""
        self._add("override", (path, _plain(value)), path)

    def get(self, owner: int, attribute: str) -> Reference:
        """Return an attribute of what an operation results in."""
        expression = self._draft.operations[owner].expression
        # The name of a construct in Terraform is how the construct itself reads.
        return self._result(
            "get", (owner, attribute), expression if attribute == "fqn" else f"{expression}.{attribute}"
        )

    def call(self, owner: int | str, method: str, *arguments: Any) -> Reference:
        """Return what a method of a result, or of a class of cdktf, results in."""
        given = _plain(arguments)
        if isinstance(owner, int):
            expression = f"{self._draft.operations[owner].expression}[{json.dumps(given[0])}]"
        else:
            expression = f"{method}({', '.join(json.dumps(self._readable(item)) for item in given)})"
        return self._result("call", (owner, method, given), expression)

    def _result(self, kind: Any, parameters: tuple[Any, ...], expression: str) -> Reference:
        return Reference(self, self._add(kind, parameters, expression))

    def _add(self, kind: Any, parameters: tuple[Any, ...], expression: str, address: str | None = None) -> int:
        return self._draft.add(Operation(kind, parameters, expression, self.pointer, address))

    def _readable(self, value: Any) -> Any:
        return readable(value, self._draft.operations)


class Reference(str):
    """The result of an operation. Its attributes are results of further operations."""

    scope: Scope
    operation: int

    def __new__(cls, scope: Scope, operation: int) -> Reference:
        reference = super().__new__(cls, f"${{{TOKEN_PREFIX}:{operation}}}")
        reference.scope, reference.operation = scope, operation
        return reference

    def __getattr__(self, name: str) -> Reference:
        return _attribute(self, name)

    def get(self, key: int | str) -> Reference:
        """Return an element of a list or a map."""
        return self.scope.call(self.operation, "get", key)


class Construct:
    """A resource, a data source, a local or an archive of a stack. Its attributes are references."""

    __slots__ = ("operation", "scope")

    def __init__(self, scope: Scope, operation: int) -> None:
        self.scope, self.operation = scope, operation

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Construct) and self.operation == other.operation

    def __hash__(self) -> int:
        return hash(self.operation)

    def __getattr__(self, name: str) -> Reference:
        return _attribute(self, name)


def _attribute(owner: Construct | Reference, name: str) -> Reference:
    if name.startswith("__"):
        raise AttributeError(name)
    return owner.scope.get(owner.operation, name)


_PLAIN = (str, bool, int, float, type(None), ConstructReference, Block)


def _plain(value: Any) -> Any:
    """Return an argument as plain data: what is None is left out of maps, a construct is its number."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list or kind is tuple:
        return [_plain(item) for item in value]
    if kind is Construct:
        return ConstructReference(value.operation)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {_plain(key): _plain(item) for key, item in value.items() if item is not None}
    raise TypeError(f"a builder has given {kind.__name__} as an argument")


def block(kind: str, arguments: Mapping[str, Any]) -> Block:
    """Return arguments that belong together, as plain data."""
    return Block(kind, _plain(arguments))
