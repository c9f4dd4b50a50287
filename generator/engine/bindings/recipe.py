"""What a cut-down copy consists of: a pure function of the installed packages and the list of modules.

node_modules/<package>/     the JavaScript, at a place that stays, so that Node.js can keep its compiled form
signatures.json             how JavaScript wants to be called for what Python calls
provider.tar                the provider as the kernel of jsii loads it
python/<module>/            the Python bindings, compiled
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.engine.bindings.assembly import cut_assembly, submodule_of
from generator.engine.bindings.errors import BindingsError
from generator.engine.bindings.installed import Distribution
from generator.engine.bindings.javascript import bundle, folders, lazy_index, plain
from generator.engine.bindings.lean_python import compile_lean
from generator.engine.bindings.npm_package import Files, compact, pack, unpack
from generator.engine.bindings.signatures import argument_types, constructs

# Changes with every change of what is made here, so that no copy of an earlier kind is taken.
VERSION = 6
AWS = "cdktf_cdktf_provider_aws"


@dataclass
class _Signatures:
    """By the name that Python has for it: what stands in a stack, and what consists of arguments."""

    constructs: dict[str, Any] = field(default_factory=dict)
    types: dict[str, Any] = field(default_factory=dict)

    def add(self, tree: ast.Module) -> None:
        for known, found in ((self.constructs, constructs(tree)), (self.types, argument_types(tree))):
            for name, described in found:
                if known.setdefault(name, described) is not described:
                    raise BindingsError(f"{name} is the name of two types")


def cut(installed: Mapping[str, Distribution], modules: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file of the copy."""
    signatures = _Signatures()
    for module in ("constructs", "cdktf"):
        files = unpack(_archive(installed[module]), lambda path: path.endswith((".js", ".cjs", ".json", ".jsii")))
        yield from _package(_assembly(files), {"index.js": bundle(files, _main(files))})
        yield from _bindings(installed[module], (".", "_jsii"), signatures)
    yield from _bindings(installed[AWS], ("_jsii", *modules), signatures)
    yield "signatures.json", compact({"constructs": signatures.constructs, "types": signatures.types})
    yield from _aws(installed[AWS], modules)


def _bindings(
    distribution: Distribution, modules: Sequence[str], signatures: _Signatures
) -> Iterator[tuple[str, bytes]]:
    """The compiled modules; what is asked of them is added to `signatures`."""
    for module in modules:
        source = distribution.folder / module / "__init__.py"
        if not source.is_file():
            raise BindingsError(f"{distribution.module} {distribution.version} has no module {module!r}")
        path = source.relative_to(distribution.folder.parent).with_suffix(".pyc")
        tree = ast.parse(distribution.read(source))
        signatures.add(tree)
        yield f"python/{path.as_posix()}", compile_lean(tree, str(source))


def _aws(distribution: Distribution, modules: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    files = unpack(_archive(distribution), lambda path: path.endswith((".js", "package.json", ".jsii")))
    assembly = _assembly(files)
    submodules = [_submodule(distribution, module, assembly["name"]) for module in modules]
    known = folders(files["lib/index.js"])
    for submodule in submodules:
        if submodule not in known:
            raise BindingsError(f"{assembly['name']} has no {submodule}")
    exports = {submodule: known[submodule] for submodule in sorted(submodules)}
    kept = tuple(f"lib/{folder}/" for folder in exports.values())
    scripts = {
        path.removeprefix("lib/"): plain(files[path]).encode() for path in sorted(files) if path.startswith(kept)
    }
    scripts["index.js"] = lazy_index(exports)
    cut_down = cut_assembly(assembly, set(submodules))
    yield from _package(cut_down, scripts)
    yield "provider.tar", pack({"package.json": _description(cut_down), ".jsii": compact(cut_down), **scripts})


def _package(assembly: Mapping[str, Any], scripts: Files) -> Iterator[tuple[str, bytes]]:
    name = assembly["name"]
    yield f"node_modules/{name}/package.json", _description(assembly)
    for path, content in scripts.items():
        yield f"node_modules/{name}/{path}", content


def _description(assembly: Mapping[str, Any]) -> bytes:
    return compact({"name": assembly["name"], "version": assembly["version"], "main": "index.js"})


def _archive(distribution: Distribution) -> bytes:
    assert distribution.archive is not None
    return distribution.read(distribution.archive)


def _assembly(files: Files) -> dict[str, Any]:
    assembly: dict[str, Any] = json.loads(files[".jsii"])
    if assembly.get("schema") != "jsii/0.10.0":
        raise BindingsError(f"the description of a package is of another kind: {assembly.get('schema')}")
    return assembly


def _main(files: Files) -> str:
    return str(json.loads(files["package.json"]).get("main") or "index.js")


def _submodule(distribution: Distribution, module: str, assembly: str) -> str:
    return submodule_of(distribution.read(distribution.folder / module / "__init__.py").decode(), assembly)
