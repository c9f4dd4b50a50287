"""Build the files of a bundle: a pure function of the installed packages and the list of modules.

engine.js    what Node.js runs for a batch of stacks
replay.tar   the same replay for the kernel of jsii, without cdktf, of which it has one
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.engine.bundle.cache import PACKAGE, PROGRAM
from generator.engine.bundle.distributions import Distribution
from generator.engine.bundle.errors import BundleError
from generator.engine.bundle.jsii_package import jsii_package
from generator.engine.bundle.module_bundler import bundle_modules, exported_folders, lazy_index
from generator.engine.bundle.npm_package import compact, unpack
from generator.engine.bundle.signatures import argument_types, constructs

AWS, AWS_PACKAGE = "cdktf_cdktf_provider_aws", "@cdktf/provider-aws"
SCRIPTS = {path.name: path.read_bytes() for path in sorted(Path(__file__).parents[1].glob("*.js"))}


@dataclass
class _Signatures:
    """Constructs, and types that consist of arguments, by their Python name."""

    constructs: dict[str, Any] = field(default_factory=dict)
    types: dict[str, Any] = field(default_factory=dict)

    def add(self, source: bytes) -> None:
        tree = ast.parse(source)
        for known, found in ((self.constructs, constructs(tree)), (self.types, argument_types(tree))):
            for name, described in found:
                if known.setdefault(name, described) is not described:
                    raise BundleError(f"{name} is the name of two types")


def bundle_contents(installed: Mapping[str, Distribution], modules: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of the bundle."""
    signatures = _Signatures()
    signatures.add(installed["cdktf"].read(installed["cdktf"].folder / "__init__.py"))
    sources = [_python_source(installed[AWS], module) for module in modules]
    for source in sources:
        signatures.add(source)
    replay = {
        **SCRIPTS,
        "signatures.json": compact({"constructs": signatures.constructs, "types": signatures.types}),
        **_placed(AWS_PACKAGE, _aws(installed[AWS], [_submodule(source) for source in sources])),
    }
    yield PACKAGE, jsii_package({"index.js": bundle_modules(replay, "replay.js")})
    packages = {**_placed("constructs", _npm(installed["constructs"])), **_placed("cdktf", _npm(installed["cdktf"]))}
    yield PROGRAM, bundle_modules({**packages, **replay}, "batch.js")


def _python_source(distribution: Distribution, module: str) -> bytes:
    source = distribution.folder / module / "__init__.py"
    if not source.is_file():
        raise BundleError(f"{distribution.module} {distribution.version} has no module {module!r}")
    return distribution.read(source)


def _submodule(source: bytes) -> str:
    """The part of the provider that a generated Python module stands for: `dynamodbTable`."""
    found = set(re.findall(rf'jsii_type="{re.escape(AWS_PACKAGE)}\.(\w+)\.', source.decode()))
    if len(found) != 1:
        raise BundleError(f"a module of {AWS_PACKAGE} stands for {len(found)} submodules")
    return str(found.pop())


def _npm(distribution: Distribution) -> dict[str, bytes]:
    assert distribution.archive is not None
    return unpack(distribution.read(distribution.archive), lambda path: path.endswith((".js", ".cjs", ".json")))


def _aws(distribution: Distribution, submodules: Sequence[str]) -> dict[str, bytes]:
    """The provider without the resources that are not in use."""
    files = _npm(distribution)
    known = exported_folders(files["lib/index.js"])
    for submodule in submodules:
        if submodule not in known:
            raise BundleError(f"{AWS_PACKAGE} has no {submodule}")
    exports = {submodule: known[submodule] for submodule in sorted(submodules)}
    kept = tuple(f"lib/{folder}/" for folder in exports.values())
    scripts = {path: content for path, content in files.items() if path.startswith(kept)}
    return {**scripts, "lib/index.js": lazy_index(exports), "package.json": compact({"main": "lib/index.js"})}


def _placed(package: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a package where Node.js looks for it."""
    return {f"node_modules/{package}/{path}": content for path, content in files.items()}
