"""Replay a plan onto a stack through the Python bindings, call by call: slower, but it needs no bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.engine.python_bindings import aws, cdk_class
from generator.stack_plan import Block, ConstructReference, Operation, StackPlan
from generator.stack_plan.operations import TOKEN, TOKEN_PREFIX

# Created without a stack, or without an id: not by the provider.
CORE = frozenset({"TerraformAsset", "TerraformLocal", "LocalBackend", "S3Backend", "CloudBackend"})
BLOCKS = frozenset({"Precondition", "Postcondition", "TerraformResourceLifecycle"})
STATICS = frozenset({"Fn", "Op", "Token"})


def replay_with_bindings(plan: StackPlan, stack: Any) -> None:
    """Create everything that a plan asks for in a `cdktf.TerraformStack`."""
    _Replay(stack).run(plan)


class _Replay:
    """The results of the operations so far."""

    def __init__(self, stack: Any) -> None:
        self._stack = stack
        self._results: list[Any] = []

    def run(self, plan: StackPlan) -> None:
        for operation in plan.operations:
            self._results.append(getattr(self, f"_{operation.kind}")(operation))

    def _create(self, operation: Operation) -> Any:
        kind, values, named = operation.parameters
        given, arguments = self._value(values), self._named(named)
        if kind == "NamedCloudWorkspace":
            return cdk_class(kind)(*given)
        if kind == "TerraformAsset":
            arguments["type"] = cdk_class("AssetType").FILE
        return _class(kind, CORE)(self._stack, *given, **arguments)

    def _get(self, operation: Operation) -> Any:
        owner, attribute = operation.parameters
        return getattr(self._results[owner], attribute)

    def _call(self, operation: Operation) -> Any:
        owner, method, arguments = operation.parameters
        called = self._results[owner] if isinstance(owner, int) else _class(owner, STATICS)
        return getattr(called, method)(*self._value(arguments))

    def _override(self, operation: Operation) -> None:
        path, value = operation.parameters
        self._stack.add_override(path, self._value(value))

    def _named(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(value) for name, value in arguments.items()}

    def _value(self, value: Any) -> Any:
        """An argument with the results that it refers to."""
        if isinstance(value, str):
            return self._text(value) if TOKEN_PREFIX in value else value
        if isinstance(value, ConstructReference):
            return self._results[value.operation]
        if isinstance(value, Block):
            return _class(value.type, BLOCKS)(**self._named(value.arguments))
        if isinstance(value, dict):
            return {self._value(key): self._value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item) for item in value]
        return value

    def _text(self, text: str) -> Any:
        """A text that is nothing but a result is that result, which may be a number or a list."""
        whole = TOKEN.fullmatch(text)
        if whole:
            return self._results[int(whole[1])]
        return TOKEN.sub(lambda found: _as_text(self._results[int(found[1])]), text)


def _as_text(result: Any) -> str:
    """A result as a part of a text; of a local, which Python would show as an object, what Terraform calls it."""
    return f"local.{result.friendly_unique_id}" if isinstance(result, cdk_class("TerraformLocal")) else str(result)


def _class(name: str, of_cdktf: frozenset[str]) -> Any:
    return cdk_class(name) if name in of_cdktf else getattr(aws, name)
