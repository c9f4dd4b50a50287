"""The only door to cdktf and the AWS bindings. All loads on first use; `aws.Vpc` is that of the `vpc` module."""

from __future__ import annotations

import importlib
from typing import Any

from generator.aws.resource_types import MODULES
from generator.engine.bindings.selection import PROVIDER, use_bindings
from generator.engine.node_process import use_bundled_node


class _Aws:
    """The AWS provider's classes, looked up in the modules of the resource types in use."""

    def __getattr__(self, name: str) -> Any:
        _use()
        # The provider's own classes are the only ones that begin with `Aws`.
        plain = name.removeprefix("Aws").lower()
        candidates = [module for module in MODULES if plain.startswith(module.replace("_", ""))]
        for module in sorted(candidates, key=len, reverse=True):
            loaded = importlib.import_module(f"{PROVIDER}.{module}")
            if hasattr(loaded, name):
                setattr(self, name, getattr(loaded, name))
                return getattr(loaded, name)
        raise AttributeError(f"no class {name!r}: has its resource type a row in generator/aws/resource_types.json?")


aws: Any = _Aws()


def __getattr__(name: str) -> Any:
    """Classes of cdktf itself: `from generator.engine import App, TerraformStack, Fn`."""
    if name.startswith("__"):
        raise AttributeError(name)
    _use()
    return getattr(importlib.import_module("cdktf"), name)


def _use() -> None:
    """On first use, not on import: a stack can be made without them."""
    use_bundled_node()
    use_bindings()
