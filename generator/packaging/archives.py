"""Provide builders with the archives of functions, built or not, behind one protocol."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from generator.diagnostics.findings import Finding, SpecError, unknown_name
from generator.spec.model.functions import Function
from generator.system.package_data import data_folder
from generator.system.run_cache import remember_archive

LAMBDA_SOURCE = data_folder("lambda_src")
# Functions of one's own live beside the specs, in the working folder. They come first.
OWN_SOURCE = Path("lambda_src")
# What every archive holds besides the function's own folder.
SHARED = ("payments", "adapters")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRef:
    """A zip file on this machine: `sha256_base64` as Lambda reports it, `digest` the same in hexadecimal."""

    path: Path
    sha256_base64: str
    digest: str


class Archives(Protocol):
    def archive(self, function: Function) -> ArchiveRef:
        """Return the archive of a function. Raises SpecError where its source is missing or cannot be packed."""


class BuiltArchives:
    """Archives that packaging builds from lambda_src, or takes from its cache where nothing has changed.

    Each is looked at once: many environments share them. What every archive holds comes from `source`, and so does a
    function that the working folder does not have.
    """

    def __init__(self, source: Path = LAMBDA_SOURCE) -> None:
        self._source = source
        self._known: dict[tuple[str, str, str], ArchiveRef] = {}

    def archive(self, function: Function) -> ArchiveRef:
        key = archive_inputs(function)
        if key not in self._known:
            self._known[key] = self._built(function)
        return self._known[key]

    def _built(self, function: Function) -> ArchiveRef:
        from generator.packaging.build import build_archive
        from generator.packaging.errors import PackagingError

        for finding in missing_sources([function], self._source):
            raise SpecError([finding])
        folder = code_folder(function, self._source)
        shared = [self._source / name for name in SHARED]
        try:
            built = build_archive(folder, shared, runtime=function.runtime, architecture=function.architecture)
        except PackagingError as error:
            raise SpecError([Finding("PKG001", function.pointer, str(error))]) from error
        remember_archive(built.path, built.digest)
        return ArchiveRef(path=built.path, sha256_base64=built.sha256_base64, digest=built.digest)


class UnbuiltArchives:
    """Placeholders for archives that are not built here: a digest of all that an archive depends on."""

    def archive(self, function: Function) -> ArchiveRef:
        digest = hashlib.sha256("/".join(archive_inputs(function)).encode()).hexdigest()
        return ArchiveRef(path=Path("archive.zip"), sha256_base64=digest, digest=digest)


def archive_inputs(function: Function) -> tuple[str, str, str]:
    """Return what an archive depends on besides the code: functions with the same value share the archive."""
    return function.source_folder(), function.runtime, function.architecture


def code_folder(function: Function, source: Path = LAMBDA_SOURCE) -> Path:
    """Return the folder of a function's code: one's own where there is one of that name."""
    name = function.source_folder()
    own = OWN_SOURCE.resolve() / name
    return own if own.is_dir() else source / name


def missing_sources(functions: Iterable[Function], source: Path = LAMBDA_SOURCE) -> Iterator[Finding]:
    """Yield a finding for each function whose folder is missing, at the field that names it."""
    for function in functions:
        name = function.source_folder()
        if not code_folder(function, source).is_dir():
            at = function.pointer / ("name" if function.source is None else "source")
            known = {path.name for root in (OWN_SOURCE, source) for path in root.glob("*/") if path.is_dir()}
            remedy = ": put the code there, or name another folder in 'source'"
            yield unknown_name("FUN000", at, f"there is no folder {name!r} in lambda_src", name, sorted(known), remedy)
