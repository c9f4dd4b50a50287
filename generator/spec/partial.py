"""Which spec files are environments: those that set `environmentSuffix`. The others are there to be extended."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.spec.node import Node

SUFFIX = "environmentSuffix"


def is_environment(node: Node) -> bool:
    """True where the file itself sets the suffix."""
    return isinstance(node.value, Mapping) and SUFFIX in node.value


def spec_files(folder: Path) -> list[Path]:
    """The YAML files of a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.is_file())
