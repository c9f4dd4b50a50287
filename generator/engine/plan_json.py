"""A plan as JSON, for the replay in JavaScript."""

from __future__ import annotations

import json
from typing import Any

from generator.stack_plan import Block, ConstructReference, StackPlan
from generator.stack_plan.operations import TOKEN_PREFIX


def plan_json(plan: StackPlan) -> str:
    """Return the operations, and the prefix of what refers to their results. Raises TypeError for other values."""
    operations = [(operation.kind, *operation.parameters) for operation in plan.operations]
    return json.dumps({"prefix": TOKEN_PREFIX, "operations": operations}, default=_encoded)


def _encoded(value: object) -> Any:
    """What JSON has no form for, under a key that nothing else can have."""
    if isinstance(value, ConstructReference):
        return {TOKEN_PREFIX: value.operation}
    if isinstance(value, Block):
        return {TOKEN_PREFIX: [value.type, value.arguments]}
    raise TypeError(f"a plan holds {type(value).__name__}")
