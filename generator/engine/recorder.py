"""An engine that writes down what the builders ask for, and makes nothing.

It has the shape of `generator.engine`. What a step results in, such as the ARN of a key, is a text with the step's
number, to be put into other texts as the real one would; whoever reads the recording puts the result in its place.
"""

from __future__ import annotations

import json
import os
import re
import types
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from generator.engine.resources import MODULES

PROVIDER_ADDRESS, SETTINGS_ADDRESS = "provider.aws", "terraform"
# Nobody can know it who writes a spec, so no text of a spec is taken for a result.
MARK = f"step-{os.urandom(8).hex()}"
RESULT = re.compile(rf"\$\{{{MARK}:(\d+)\}}")
DATA = "data_"
# As cdktf makes a Terraform name of a construct's id.
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class Block:
    """Arguments that belong together, of a type of the bindings: `DynamodbTableAttribute`."""

    kind: str
    arguments: Mapping[str, Any]


@dataclass(slots=True)
class Recording:
    """What one stack was asked for.

    steps     in their order: ["make", class, arguments in their order, named arguments], ["get", step, attribute],
              ["call", step or class, method, arguments] or ["override", path, value]
    texts     of each step, how its result reads in Terraform; where it has no such text, one that tells it from others
    contents  the named arguments of everything that Terraform knows, by its address
    """

    steps: list[list[Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    contents: dict[str, Any] = field(default_factory=lambda: {SETTINGS_ADDRESS: {}})

    def add(self, text: str, *step: Any) -> int:
        self.steps.append(list(step))
        self.texts.append(text)
        return len(self.steps) - 1

    def result(self, text: str, *step: Any) -> Result:
        return Result(self, self.add(text, *step))

    def readable(self, value: Any) -> Any:
        """A value as plain data, results as they read in Terraform. What is None is not there."""
        if isinstance(value, str):
            return RESULT.sub(self._text, value) if MARK in value else value
        if isinstance(value, Construct):
            return self.texts[value.step]
        if isinstance(value, Block):
            return self.readable(value.arguments)
        if isinstance(value, Mapping):
            return {str(key): self.readable(item) for key, item in value.items() if item is not None}
        if isinstance(value, list | tuple):
            return [self.readable(item) for item in value]
        if isinstance(value, bool | int | float) or value is None:
            return value
        raise TypeError(f"a builder has given {type(value).__name__} as an argument")

    def _text(self, found: re.Match[str]) -> str:
        return f"${{{self.texts[int(found[1])]}}}"


class Result(str):
    """What a step results in. What is asked of it is a step as well."""

    recording: Recording
    step: int

    def __new__(cls, recording: Recording, step: int) -> Result:
        result = super().__new__(cls, f"${{{MARK}:{step}}}")
        result.recording, result.step = recording, step
        return result

    def __getattr__(self, name: str) -> Result:
        return _attribute(self.recording, self.step, name)

    def get(self, key: int | str) -> Result:
        text = f"{self.recording.texts[self.step]}[{json.dumps(key)}]"
        return self.recording.result(text, "call", self.step, "get", [key])


class Construct:
    """What stands in a stack: a resource, a data source, a local or an archive."""

    def __init__(self, recording: Recording, step: int) -> None:
        self.recording, self.step = recording, step

    def __getattr__(self, name: str) -> Result:
        return _attribute(self.recording, self.step, name)


def _attribute(recording: Recording, owner: int, name: str) -> Result:
    if name.startswith("__"):
        raise AttributeError(name)
    return recording.result(f"{recording.texts[owner]}.{name}", "get", owner, name)


class Node:
    def __init__(self) -> None:
        self.children: dict[str, Construct] = {}

    def find_child(self, construct_id: str) -> Construct:
        return self.children[construct_id]


class Stack:
    """The base of TapStack."""

    def __init__(self, _scope: Any, _construct_id: str) -> None:
        self.node = Node()
        self.recording = Recording()
        _CURRENT.set(self.recording)

    def add_override(self, path: str, value: Any) -> None:
        self.recording.add("", "override", path, value)
        self.recording.contents[SETTINGS_ADDRESS][path] = value

    def place(self, kind: str, address: str | None, construct_id: str, *values: Any, **arguments: Any) -> Construct:
        if construct_id in self.node.children:
            raise ValueError(f"there is already a construct {construct_id!r}")
        if address is not None:
            self.recording.contents[address] = arguments or {"value": values}
        text = address or f"{construct_id}({json.dumps(self.recording.readable(arguments))})"
        step = self.recording.add(text, "make", kind, [construct_id, *values], arguments)
        self.node.children[construct_id] = Construct(self.recording, step)
        return self.node.children[construct_id]


# The stack that is being built: functions are called without it.
_CURRENT: ContextVar[Recording] = ContextVar("recording")


class AwsClass:
    """A class of the bindings: with a scope it places a resource, without one it is a block of arguments."""

    def __init__(self, name: str, module: str | None) -> None:
        self.name, self.module = name, module

    def __call__(self, *placed: Any, **arguments: Any) -> Any:
        if not placed:
            return Block(self.name, arguments)
        stack, construct_id = placed
        return stack.place(self.name, self._address(construct_id), construct_id, **arguments)

    def _address(self, construct_id: str) -> str:
        if self.module == "provider":
            return PROVIDER_ADDRESS
        if self.module is None:
            raise ValueError(f"{construct_id!r}: {self.name} has no row in generator/aws/resource_types.json")
        name = _name(construct_id)
        if self.module.startswith(DATA):
            return f"data.{self.module.removeprefix(DATA)}.{name}"
        return f"aws_{self.module}.{name}"


class Aws:
    """The classes of the bindings by name; a name that is that of a module is a resource."""

    def __init__(self, modules: Iterable[str]) -> None:
        self._modules = {module.replace("_", ""): module for module in modules}

    def __getattr__(self, name: str) -> AwsClass:
        if name.startswith("__"):
            raise AttributeError(name)
        plain = name.removeprefix("Aws").lower()
        # The bindings add an A where the class of a resource would be named like that of a block.
        made = AwsClass(name, self._modules.get(plain) or self._modules.get(plain.removesuffix("a")))
        setattr(self, name, made)
        return made


class Static:
    """A class of cdktf that is never made: Terraform's functions, its operators, tokens."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, method: str) -> Any:
        if method.startswith("__"):
            raise AttributeError(method)

        def call(*arguments: Any) -> Result:
            recording = _CURRENT.get()
            written = ", ".join(json.dumps(recording.readable(each)) for each in arguments)
            return recording.result(f"{method}({written})", "call", self._name, method, list(arguments))

        return call


def _block(kind: str) -> Any:
    return lambda **arguments: Block(kind, arguments)


def _backend(kind: str) -> Any:
    def place(stack: Stack, **arguments: Any) -> None:
        stack.recording.contents[SETTINGS_ADDRESS]["backend"] = arguments
        stack.recording.add("", "make", kind, [], arguments)

    return place


def _local(stack: Stack, construct_id: str, value: Any) -> Construct:
    construct = stack.place("TerraformLocal", f"local.{_name(construct_id)}", construct_id, value)
    construct.fqn = stack.recording.result(stack.recording.texts[construct.step], "get", construct.step, "fqn")  # type: ignore[attr-defined]  # a local alone has it
    return construct


def _asset(stack: Stack, construct_id: str, **arguments: Any) -> Construct:
    return stack.place("TerraformAsset", None, construct_id, **arguments)


def _workspace(name: str) -> Result:
    return _CURRENT.get().result(f"workspace({json.dumps(name)})", "make", "NamedCloudWorkspace", [name], {})


def _name(construct_id: str) -> str:
    return _NOT_IN_NAMES.sub("", construct_id)


def recording_engine(name: str) -> types.ModuleType:
    """A module in the shape of `generator.engine`."""
    module = types.ModuleType(name)
    module.__dict__.update(
        aws=Aws(MODULES),
        TerraformStack=Stack,
        TerraformAsset=_asset,
        TerraformLocal=_local,
        NamedCloudWorkspace=_workspace,
        # The number by which JavaScript knows it.
        AssetType=types.SimpleNamespace(FILE=0),
        **{kind: Static(kind) for kind in ("Fn", "Op", "Token")},
        **{kind: _backend(kind) for kind in ("LocalBackend", "S3Backend", "CloudBackend")},
        **{kind: _block(kind) for kind in ("Precondition", "Postcondition", "TerraformResourceLifecycle")},
    )
    return module
