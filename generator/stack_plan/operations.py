"""The plan of a stack: frozen operations in their order, which an engine replays.

What an operation results in, such as the ARN of a key, is referred to by a text with the operation's number. It can be
joined to other texts and encoded as JSON, as the token of cdktf can that takes its place when the plan is replayed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from generator.diagnostics.spec_path import SpecPath

PROVIDER_ADDRESS, SETTINGS_ADDRESS = "provider.aws", "terraform"
# The setting in which a stack says what its resources were called before.
MOVED = "moved"
# Random, so that no text of a spec is taken for a result.
TOKEN_PREFIX = f"operation-{os.urandom(8).hex()}"
TOKEN = re.compile(rf"\$\{{{TOKEN_PREFIX}:(\d+)\}}")


@dataclass(frozen=True, slots=True)
class Block:
    """Arguments that belong together, of a type of the bindings: `DynamodbTableAttribute`."""

    type: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ConstructReference:
    """A construct as an argument: the number of the operation that creates it."""

    operation: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a plan.

    create    parameters: class, arguments by position (construct id first), arguments by name
    get       parameters: operation, attribute
    call      parameters: operation or class, method, arguments
    override  parameters: path, value

    `expression` is how the result reads in Terraform; where it has no such text, one that tells it from others.
    `pointer` is the part of the spec that it is planned for; `address` is the Terraform address, if it has one.
    """

    kind: Literal["create", "get", "call", "override"]
    parameters: tuple[Any, ...]
    expression: str
    pointer: SpecPath
    address: str | None = None

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The named arguments of a create; of one that takes only a value, that."""
        *_, values, named = self.parameters
        return named or {"value": values[1:]}

    def contents(self) -> Iterator[tuple[str, str, Any]]:
        """Yield address, name and value of what it sets: that of an argument, or of a setting of Terraform itself."""
        if self.address is not None:
            for name, value in self.arguments.items():
                yield self.address, name, value
        elif self.kind == "override" and self.parameters[0].startswith((f"{SETTINGS_ADDRESS}.", MOVED)):
            yield SETTINGS_ADDRESS, *self.parameters
        elif self.kind == "create" and self.parameters[0].endswith("Backend"):
            yield SETTINGS_ADDRESS, "backend", self.arguments


@dataclass(frozen=True)
class StackPlan:
    """All operations of one stack."""

    operations: tuple[Operation, ...]

    @cached_property
    def constructs(self) -> Mapping[str, Operation]:
        """What Terraform will know, by its address: resources, data sources, locals and the provider."""
        return {operation.address: operation for operation in self.operations if operation.address is not None}

    @cached_property
    def contents(self) -> Mapping[str, Mapping[str, Any]]:
        """Everything planned, as plain data by address: arguments of a construct, or settings of Terraform itself."""
        found: dict[str, dict[str, Any]] = {}
        for operation in self.operations:
            for address, name, value in operation.contents():
                found.setdefault(address, {})[name] = readable(value, self.operations)
        return found

    @property
    def pointers(self) -> Mapping[str, SpecPath]:
        """The part of the spec that each construct is planned for; the root is the spec as a whole."""
        return {address: operation.pointer for address, operation in self.constructs.items()}


def readable(value: Any, operations: Sequence[Operation]) -> Any:
    """Return a value as plain data, results of operations as they read in Terraform."""
    if isinstance(value, str):
        if TOKEN_PREFIX not in value:
            return value
        return TOKEN.sub(lambda found: f"${{{operations[int(found[1])].expression}}}", value)
    if isinstance(value, ConstructReference):
        return operations[value.operation].expression
    if isinstance(value, Block):
        return readable(value.arguments, operations)
    if isinstance(value, dict):
        return {readable(key, operations): readable(item, operations) for key, item in value.items()}
    if isinstance(value, list):
        return [readable(item, operations) for item in value]
    return value
