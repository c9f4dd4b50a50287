"""Import classes of the Python bindings by name, on first use: `aws.Vpc` is in the module `vpc`."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
from pathlib import Path
from typing import Any

from generator.engine.engine_selection import chosen_engine
from generator.engine.node_process import disable_unwritable_cache, use_bundled_node
from generator.stack_plan import MODULES


def cdk_class(name: str) -> Any:
    """Return a class of cdktf itself."""
    _use_kernel()
    return getattr(importlib.import_module(chosen_engine().name), name)


def new_app(folder: Path) -> Any:
    """Return an app that is written to a folder."""
    context = dict(chosen_engine().context)
    return cdk_class("App")(outdir=str(folder), **({"context": context} if context else {}))


class _Aws:
    """The classes of the AWS provider, looked up in the modules in use."""

    def __getattr__(self, name: str) -> Any:
        _use_kernel()
        # The provider's own classes are the only ones that begin with `Aws`.
        plain = name.removeprefix("Aws").lower()
        candidates = [module for module in MODULES if plain.startswith(module.replace("_", ""))]
        provider = chosen_engine().provider
        _without_other_modules(provider)
        for module in sorted(candidates, key=len, reverse=True):
            loaded = importlib.import_module(f"{provider}.{module}")
            if hasattr(loaded, name):
                setattr(self, name, getattr(loaded, name))
                return getattr(loaded, name)
        raise AttributeError(f"no class {name!r}: is its module listed in generator/aws/resource_types.py?")


aws: Any = _Aws()


def _use_kernel() -> None:
    """Before jsii is imported, which starts its kernel."""
    use_bundled_node()
    disable_unwritable_cache()


def _without_other_modules(provider: str) -> None:
    """Import the package without its `__init__`, which would import some 1,500 modules (5 s)."""
    found = importlib.util.find_spec(provider) if provider not in sys.modules else None
    if found is None or found.submodule_search_locations is None:
        return
    package = types.ModuleType(provider)
    package.__path__ = list(found.submodule_search_locations)
    package.__spec__ = found
    sys.modules[provider] = package
