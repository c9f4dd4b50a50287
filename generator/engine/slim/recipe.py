"""What the cut copy consists of: a pure function of the installed packages and the list of modules.

runtime/program.js                     the jsii kernel, as the jsii package brings it
archives/<package>.tar                 what the kernel loads: a description, and an index that points to
node_modules/<package>/                the JavaScript itself, at a place that stays, so that Node.js can keep
                                       its compiled form
provider.tar                           the provider with its JavaScript, for a kernel that runs stock cdktf
python/<module>/                       the Python bindings, compiled
asked.json                             how JavaScript wants to be asked for what Python asks for
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.engine.slim.arguments import argument_types, constructs
from generator.engine.slim.assembly import cut_assembly, submodule_of
from generator.engine.slim.errors import SlimError
from generator.engine.slim.installed import Distribution
from generator.engine.slim.javascript import bundle, folders, lazy_index, plain
from generator.engine.slim.package import Files, compact, pack, unpack
from generator.engine.slim.python import compile_lean

# Changes with every change of what is made here, so that no copy of an earlier kind is taken.
VERSION = 5
FOLDER_VARIABLE = "PAYINFRA_SLIM_MODULES"
AWS = "cdktf_cdktf_provider_aws"
RUNTIME = "_embedded/jsii/lib__program.js"


@dataclass
class _Asked:
    """By the name that Python has for it: what stands in a stack, and what consists of arguments."""

    constructs: dict[str, Any] = field(default_factory=dict)
    types: dict[str, Any] = field(default_factory=dict)

    def add(self, tree: ast.Module) -> None:
        for known, found in ((self.constructs, constructs(tree)), (self.types, argument_types(tree))):
            for name, described in found:
                if known.setdefault(name, described) is not described:
                    raise SlimError(f"{name} is the name of two types")


def cut(installed: Mapping[str, Distribution], modules: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file of the copy."""
    jsii, asked = installed["jsii"], _Asked()
    yield "runtime/program.js", jsii.read(jsii.folder / RUNTIME)
    for module in ("constructs", "cdktf"):
        files = unpack(_archive(installed[module]), lambda path: path.endswith((".js", ".cjs", ".json", ".jsii")))
        yield from _package(cut_assembly(_assembly(files)), {"index.js": bundle(files, _main(files))})
        yield from _bindings(installed[module], (".", "_jsii"), asked)
    yield from _bindings(installed[AWS], ("_jsii", *modules), asked)
    yield "asked.json", compact({"constructs": asked.constructs, "types": asked.types})
    yield from _aws(installed[AWS], modules)


def _bindings(distribution: Distribution, modules: Sequence[str], asked: _Asked) -> Iterator[tuple[str, bytes]]:
    """The compiled modules; what is asked of them is added to `asked`."""
    for module in modules:
        source = distribution.folder / module / "__init__.py"
        if not source.is_file():
            raise SlimError(f"{distribution.module} {distribution.version} has no module {module!r}")
        path = source.relative_to(distribution.folder.parent).with_suffix(".pyc")
        tree = ast.parse(distribution.read(source))
        asked.add(tree)
        yield f"python/{path.as_posix()}", compile_lean(tree, str(source))


def _aws(distribution: Distribution, modules: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    files = unpack(_archive(distribution), lambda path: path.endswith((".js", "package.json", ".jsii")))
    assembly = _assembly(files)
    submodules = [_submodule(distribution, module, assembly["name"]) for module in modules]
    known = folders(files["lib/index.js"])
    for submodule in submodules:
        if submodule not in known:
            raise SlimError(f"{assembly['name']} has no {submodule}")
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
    name, described = assembly["name"], _description(assembly)
    place = f'process.env.{FOLDER_VARIABLE} + "/{name}"'
    forward = f'"use strict";\nmodule.exports = require({place});\n'.encode()
    yield f"archives/{name}.tar", pack({"package.json": described, ".jsii": compact(assembly), "index.js": forward})
    yield f"node_modules/{name}/package.json", described
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
        raise SlimError(f"the description of a package is of another kind: {assembly.get('schema')}")
    return assembly


def _main(files: Files) -> str:
    return str(json.loads(files["package.json"]).get("main") or "index.js")


def _submodule(distribution: Distribution, module: str, assembly: str) -> str:
    return submodule_of(distribution.read(distribution.folder / module / "__init__.py").decode(), assembly)
