"""An engine without Node.js: it writes down what the builders ask for, and makes nothing.

A stack takes it some hundredths of a second, so that a question such as "what does this line shape?" can be answered
by trying: build, change the line, build again, compare. Its answers are about addresses and about whether two builds
differ; the Terraform JSON itself only the real engine knows. Tests hold both against each other.

Builders and TapStack import `generator.engine` by name, so they are imported a second time, privately, with the
recorder in its place; what runs elsewhere in the process stays as it was.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from generator.archives import ArchiveRef
from generator.spec.model import Environment
from generator.spec.model.functions import Function

ENGINE = "generator.engine"
PROVIDER_ADDRESS, SETTINGS_ADDRESS = "provider.aws", "terraform"
# What is imported again with the recorder as its engine.
DATA = "data_"
_PRIVATE = (ENGINE, "generator.builders", "lib.tap_stack")
# As cdktf makes a Terraform name of a construct's id.
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")

Record = Mapping[str, str]


def record(env: Environment, only: str | None = None) -> Record:
    """Every address of an environment's stack, or one, with a text that changes whenever the resource does."""
    stack = _tap_stack()(None, "stack", spec=env, archives=_Archives())
    return {
        address: json.dumps(_plain(content), sort_keys=True)
        for address, content in stack.contents.items()
        if only in (None, address)
    }


class _Archives:
    """Stands for archives that are not built here: a digest of all that an archive is chosen by."""

    def archive(self, function: Function) -> ArchiveRef:
        chosen_by = (function.source_folder(), function.runtime, function.architecture)
        digest = hashlib.sha256("/".join(chosen_by).encode()).hexdigest()
        return ArchiveRef(path=Path("archive.zip"), sha256_base64=digest, digest=digest)


class _Ref(str):
    """A reference that AWS fills in later: text, and whatever is asked of it is one, too."""

    __slots__ = ()

    def __getattr__(self, name: str) -> _Ref:
        return _ref(f"{self[2:-1]}.{_dunder_is_no_attribute(name)}")

    def get(self, key: int | str) -> _Ref:
        return _ref(f"{self[2:-1]}[{json.dumps(key)}]")


def _ref(expression: str) -> _Ref:
    return _Ref(f"${{{expression}}}")


class _Construct:
    """What stands in a stack: a resource, a data source, a local or an archive."""

    def __init__(self, stack: _Stack, construct_id: str, address: str, arguments: Mapping[str, Any]) -> None:
        self.address = address
        stack.place(construct_id, self, arguments)

    def __getattr__(self, name: str) -> _Ref:
        return _ref(f"{self.address}.{_dunder_is_no_attribute(name)}")


class _Node:
    def __init__(self) -> None:
        self.children: dict[str, _Construct] = {}

    def find_child(self, construct_id: str) -> _Construct:
        return self.children[construct_id]


class _Stack:
    """The base of TapStack. `contents` holds the arguments of everything, by its Terraform address."""

    def __init__(self, _scope: Any, _construct_id: str) -> None:
        self.node = _Node()
        self.contents: dict[str, Any] = {SETTINGS_ADDRESS: {}}

    def add_override(self, path: str, value: Any) -> None:
        self.contents[SETTINGS_ADDRESS][path] = value

    def place(self, construct_id: str, construct: _Construct, arguments: Mapping[str, Any]) -> None:
        if construct_id in self.node.children:
            raise ValueError(f"there is already a construct {construct_id!r}")
        self.node.children[construct_id] = construct
        self.contents[construct.address] = arguments


class _AwsClass:
    """A class of the bindings: with a scope it places a resource, without one it is a block of arguments."""

    def __init__(self, kind: str | None) -> None:
        self.kind = kind

    def __call__(self, *placed: Any, **arguments: Any) -> Any:
        if not placed:
            return arguments
        stack, construct_id = placed
        return _Construct(stack, construct_id, self._address(construct_id), arguments)

    def _address(self, construct_id: str) -> str:
        if self.kind == "provider":
            return PROVIDER_ADDRESS
        if self.kind is None:
            raise ValueError(f"{construct_id!r} is of no known kind")
        name = _NOT_IN_NAMES.sub("", construct_id)
        if self.kind.startswith(DATA):
            return f"data.{self.kind.removeprefix(DATA)}.{name}"
        return f"aws_{self.kind}.{name}"


class _Aws:
    """The classes of the bindings by name; a name that is that of a module is a resource."""

    def __init__(self, modules: Iterable[str]) -> None:
        self._kinds = {module.replace("_", ""): module for module in modules}

    def __getattr__(self, name: str) -> _AwsClass:
        plain = _dunder_is_no_attribute(name).removeprefix("Aws").lower()
        # The bindings add an A where the class of a resource would be named like that of a block.
        made = _AwsClass(self._kinds.get(plain) or self._kinds.get(plain.removesuffix("a")))
        setattr(self, name, made)
        return made


class _Functions:
    """Terraform's functions and operators: each call is an expression."""

    def __getattr__(self, name: str) -> Any:
        _dunder_is_no_attribute(name)
        return lambda *arguments: _ref(f"{name}({', '.join(json.dumps(_plain(each)) for each in arguments)})")


def _block(*values: Any, **arguments: Any) -> Any:
    return list(values) or arguments


def _backend(stack: _Stack, **arguments: Any) -> None:
    stack.contents[SETTINGS_ADDRESS]["backend"] = arguments


def _local(stack: _Stack, construct_id: str, value: Any) -> Any:
    construct = _Construct(stack, construct_id, f"local.{_NOT_IN_NAMES.sub('', construct_id)}", {"value": value})
    construct.fqn = construct.address  # type: ignore[attr-defined]  # a local alone has it
    return construct


def _asset(_stack: _Stack, construct_id: str, **arguments: Any) -> Any:
    return types.SimpleNamespace(path=f"assets/{construct_id}/{arguments['asset_hash']}/{arguments['path']}")


def _recorder() -> types.ModuleType:
    """A module in the shape of `generator.engine`."""
    module = types.ModuleType(ENGINE)
    module.__path__ = [str(Path(__file__).resolve().parents[1] / "engine")]
    module.__dict__.update(
        TerraformStack=_Stack,
        TerraformAsset=_asset,
        TerraformLocal=_local,
        AssetType=types.SimpleNamespace(FILE="file"),
        Fn=_Functions(),
        Op=_Functions(),
        Token=_Functions(),
        **dict.fromkeys(("LocalBackend", "S3Backend", "CloudBackend"), _backend),
        **dict.fromkeys(("NamedCloudWorkspace", "Precondition", "Postcondition", "TerraformResourceLifecycle"), _block),
    )
    return module


@cache
def _tap_stack() -> Any:
    """TapStack over the recorder."""
    with _recorder_as_engine():
        return importlib.import_module("lib.tap_stack").TapStack


@contextmanager
def _recorder_as_engine() -> Iterator[None]:
    import generator
    import lib

    before = {name: module for name, module in sys.modules.items() if _is_private(name)}
    parents = [(generator, "engine"), (generator, "builders"), (lib, "tap_stack")]
    attributes = [(parent, name, getattr(parent, name)) for parent, name in parents if hasattr(parent, name)]
    _forget_private()
    sys.modules[ENGINE] = module = _recorder()
    # A submodule of the real engine, but nothing of it runs.
    module.__dict__["aws"] = _Aws(importlib.import_module(f"{ENGINE}.resources").MODULES)
    try:
        yield
    finally:
        _forget_private()
        sys.modules.update(before)
        for parent, name in parents:
            parent.__dict__.pop(name, None)
        for parent, name, module in attributes:
            setattr(parent, name, module)


def _forget_private() -> None:
    for name in [name for name in sys.modules if _is_private(name)]:
        del sys.modules[name]


def _is_private(name: str) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in _PRIVATE)


def _plain(value: Any) -> Any:
    """Arguments as plain data, as far as they count: what is None is not there."""
    if isinstance(value, _Construct):
        return value.address
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    _refuse(value)


def _refuse(value: Any) -> NoReturn:
    raise TypeError(f"the recorder does not know {type(value).__name__} as an argument")


def _dunder_is_no_attribute(name: str) -> str:
    if name.startswith("__"):
        raise AttributeError(name)
    return name
