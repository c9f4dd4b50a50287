"""Define the classes of cdktf and the AWS provider for builders: `aws.KmsKey(scope, "key-data", ...)`.

A class with a scope plans a construct, one without is a block of arguments; an engine replays the plan with cdktf.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from generator.aws.resource_types import MODULES, RESOURCE_TYPES
from generator.stack_plan.operations import PROVIDER_ADDRESS, Block
from generator.stack_plan.scope import Construct, Reference, Scope, block

DATA = "data_"
# As cdktf turns the id of a construct into a Terraform name.
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


class AwsClass:
    """A class of the provider."""

    __slots__ = ("module", "name")

    def __init__(self, name: str, module: str | None) -> None:
        self.name, self.module = name, module

    def __call__(self, *placed: Any, **arguments: Any) -> Any:
        if not placed:
            return block(self.name, arguments)
        scope, construct_id = placed
        address = self._address(construct_id, arguments.get("alias"))
        if f"aws_{self.module}" in RESOURCE_TYPES and RESOURCE_TYPES[f"aws_{self.module}"].create_before_destroy:
            arguments["lifecycle"] = _with_create_before_destroy(arguments.get("lifecycle"))
        return scope.create(self.name, construct_id, address=address, **arguments)

    def _address(self, construct_id: str, alias: str | None) -> str:
        if self.module == "provider":
            return f"{PROVIDER_ADDRESS}.{alias}" if alias else PROVIDER_ADDRESS
        if self.module is None:
            raise ValueError(f"aws.{self.name} has no row in generator/aws/resource_types.json, for {construct_id!r}")
        name = _terraform_name(construct_id)
        if self.module.startswith(DATA):
            return f"data.{self.module.removeprefix(DATA)}.{name}"
        return f"aws_{self.module}.{name}"


class Aws:
    """The classes of the provider by name; a name that is that of a module is a resource."""

    def __init__(self, modules: Iterable[str]) -> None:
        self._modules = {module.replace("_", ""): module for module in modules}

    def __getattr__(self, name: str) -> AwsClass:
        if name.startswith("__"):
            raise AttributeError(name)
        plain = name.removeprefix("Aws").lower()
        # The bindings add an A where the class of a resource would be named like that of a block.
        found = AwsClass(name, self._modules.get(plain) or self._modules.get(plain.removesuffix("a")))
        setattr(self, name, found)
        return found


aws: Any = Aws(MODULES)


class Static:
    """A class of cdktf with static methods only: Terraform's functions, its operators, tokens."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, method: str) -> Any:
        if method.startswith("__"):
            raise AttributeError(method)
        return lambda *arguments: _scope_of(arguments).call(self._name, method, *arguments)


Fn: Any = Static("Fn")
Op: Any = Static("Op")
Token: Any = Static("Token")


def _with_create_before_destroy(lifecycle: Block | Mapping[str, Any] | None) -> Block | dict[str, Any]:
    """Return the lifecycle of a builder with the order that the resource's row states, unless it says otherwise."""
    if isinstance(lifecycle, Block):
        return Block(lifecycle.type, {**lifecycle.arguments, "create_before_destroy": True})
    return {"create_before_destroy": True, **(lifecycle or {})}


def _scope_of(values: Iterable[Any]) -> Scope:
    """Return the scope of the first reference among some values. Raises ValueError where there is none."""
    for value in values:
        if isinstance(value, Reference):
            return value.scope
        if isinstance(value, list | tuple):
            return _scope_of(value)
    raise ValueError("a function of Terraform is called without a reference")


class AssetType:
    """How an archive is put beside the stack, by the number that JavaScript has for it."""

    FILE = 0


def _block_class(kind: str) -> Callable[..., Block]:
    return lambda **arguments: block(kind, arguments)


Precondition = _block_class("Precondition")
Postcondition = _block_class("Postcondition")
TerraformResourceLifecycle = _block_class("TerraformResourceLifecycle")


def TerraformAsset(scope: Scope, construct_id: str, **arguments: Any) -> Construct:
    return scope.create("TerraformAsset", construct_id, **arguments)


def TerraformLocal(scope: Scope, construct_id: str, value: Any) -> Construct:
    return scope.create("TerraformLocal", construct_id, value, address=f"local.{_terraform_name(construct_id)}")


def TerraformOutput(scope: Scope, name: str, value: Any, *, description: str) -> None:
    """Add an output. Not by cdktf's class of that name, which asks Node.js for what Node.js 23 no longer has."""
    scope.override(f"output.{name}", {"value": value, "description": description})


def _backend_class(kind: str) -> Callable[..., Construct]:
    return lambda scope, **arguments: scope.create(kind, None, **arguments)


LocalBackend = _backend_class("LocalBackend")
S3Backend = _backend_class("S3Backend")
CloudBackend = _backend_class("CloudBackend")


def NamedCloudWorkspace(scope: Scope, name: str) -> Construct:
    return scope.create("NamedCloudWorkspace", None, name)


def _terraform_name(construct_id: str) -> str:
    return _NOT_IN_NAMES.sub("", construct_id)
