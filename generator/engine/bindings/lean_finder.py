"""Putting cut-down bindings in the place of the stock ones, before the provider is imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

from generator.engine.bindings.errors import BindingsError
from generator.engine.bindings.installed import PACKAGES
from generator.engine.bindings.store import Copy


def use_cut_down_bindings(copy: Copy) -> None:
    """Let jsii load the provider of a copy. Raises BindingsError where it can't; then nothing has changed."""
    try:
        import attr
        import jsii._runtime

        provider = jsii._runtime.kernel.provider
        load = provider.load
    except (ImportError, AttributeError) as error:
        raise BindingsError(f"jsii is not as expected: {error}") from error

    def load_copy(request: Any) -> Any:
        name = Path(request.tarball).name
        # Compiled bindings name an archive beside themselves; those of cdktf itself are where they were installed.
        archive = copy.provider if name == copy.provider_archive else copy.stock_archives.get(name, request.tarball)
        return load(attr.evolve(request, tarball=str(archive)))

    provider.load = load_copy
    sys.meta_path.insert(0, LeanFinder(copy.python))


class LeanFinder:
    """Finds the compiled bindings of the copy. What is not in there is found where it is installed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        *package, module = name.split(".")
        folder = self._folder.joinpath(*package)
        if name.partition(".")[0] not in PACKAGES or not (folder / module / "__init__.pyc").is_file():
            return None
        return PathFinder.find_spec(name, [str(folder)])
