"""Putting slim bindings in the place of the stock ones, before anything of jsii has run."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from generator.engine.slim.errors import SlimError
from generator.engine.slim.installed import PACKAGES
from generator.engine.slim.store import Copy


def use_slim_bindings(copy: Copy) -> None:
    """Let jsii run the cut copy. Raises SlimError where it can't; then nothing has changed."""
    if not hasattr(os, "posix_spawnp"):
        raise SlimError("this system can't start Node.js the way they need")
    try:
        from generator.engine.slim import kernel

        # A program that has imported cdktf before us keeps its kernel, and takes the provider alone from the copy.
        (kernel.replace_archive if "constructs" in sys.modules else kernel.replace_kernel)(copy)
        sys.meta_path.insert(0, LeanFinder(copy.python))
    except (ImportError, AttributeError, OSError) as error:
        raise SlimError(f"jsii is not as expected: {error}") from error


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
