"""The resource types that builders use, and what to do where one has no row: without it no stack is built at all."""

from __future__ import annotations

import ast
import importlib.util
from functools import cache
from pathlib import Path

from generator.aws.resource_types import FILE, MODULES

ROOT = Path(__file__).resolve().parents[2]
BUILDERS = ROOT / "generator" / "builders"


def missing_rows() -> str:
    """Return which resource types have no row, where they are used, and what a row needs; empty where all have one."""
    missing = [f"aws_{module}, used in {place}" for module, place in modules_in_use().items() if module not in MODULES]
    if not missing:
        return ""
    return (
        f"{'; '.join(missing)}: add a row to {FILE.relative_to(ROOT)} with purpose, holds (data, data under keys "
        "of AWS, nothing), keys and domain of a store, name if it has one, destroyable_if if it can refuse to go, and "
        "what this prints: python -m scripts.check_replacement --table TYPE"
    )


@cache
def modules_in_use() -> dict[str, str]:
    """Each module whose class a builder mentions, with the first place that does."""
    found: dict[str, str] = {}
    for file in sorted(BUILDERS.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "aws":
                plain = node.attr.removeprefix("Aws").lower()
                # The bindings add an A where the class of a resource would be named like that of a block.
                module = _bindings().get(plain) or _bindings().get(plain.removesuffix("a"))
                if module:
                    found.setdefault(module, f"{file.relative_to(ROOT)}:{node.lineno}")
    return found


@cache
def _bindings() -> dict[str, str]:
    """The modules of the provider's bindings by the name of their class in lower case."""
    spec = importlib.util.find_spec("cdktf_cdktf_provider_aws")
    assert spec is not None
    (folder,) = spec.submodule_search_locations or ()
    return {path.name.replace("_", ""): path.name for path in Path(folder).iterdir() if path.is_dir()}
