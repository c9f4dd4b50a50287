"""Encode a plan as JSON, for the replay in JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from generator.stack_plan import Block, ConstructReference, Operation, StackPlan
from generator.stack_plan.operations import TOKEN, TOKEN_PREFIX


def plan_json(plan: StackPlan) -> str:
    """Return the operations, and the prefix of what refers to their results. Raises TypeError for other values.

    An attribute of a construct is sent as it reads in Terraform, unless a function of Terraform takes it: cdktf would
    put a token in its place, only to replace it by that text in the end.
    """
    called = set(_called_operations(plan.operations))
    operations = [
        ("expression", *operation.parameters, f"${{{operation.expression}}}")
        if number not in called and _is_plain_attribute(operation, plan.operations)
        else (operation.kind, *operation.parameters)
        for number, operation in enumerate(plan.operations)
    ]
    return json.dumps({"prefix": TOKEN_PREFIX, "operations": operations}, default=_encoded)


def _is_plain_attribute(operation: Operation, operations: Sequence[Operation]) -> bool:
    """Whether an operation is an attribute of a construct that Terraform knows; its name in Terraform is none."""
    if operation.kind != "get":
        return False
    owner, attribute = operation.parameters
    return operations[owner].address is not None and attribute != "fqn"


def _called_operations(operations: Sequence[Operation]) -> Iterator[int]:
    """Yield the operations whose results others are got from, or functions are called with."""
    for operation in operations:
        if operation.kind == "get":
            yield operation.parameters[0]
        elif operation.kind == "call":
            owner, _, arguments = operation.parameters
            if isinstance(owner, int):
                yield owner
            yield from map(int, TOKEN.findall(repr(arguments)))


def _encoded(value: object) -> Any:
    """What JSON has no form for, under a key that nothing else can have."""
    if isinstance(value, ConstructReference):
        return {TOKEN_PREFIX: value.operation}
    if isinstance(value, Block):
        return {TOKEN_PREFIX: [value.type, value.arguments]}
    raise TypeError(f"a plan holds {type(value).__name__}")
