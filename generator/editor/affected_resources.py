"""Find the resources that a line of a spec affects; cached for the same texts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from generator.analysis.impact import ImpactAnalyzer
from generator.analysis.layers import SpecLayers, layers_of
from generator.analysis.paths import parse
from generator.diagnostics.findings import SpecError
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.usage_error import UsageError
from generator.editor.spec_files import related_files
from generator.spec.file_kinds import is_environment
from generator.spec.resolve import resolve_file


def layers_of_valid_spec(path: Path) -> SpecLayers | None:
    """Return the layers of a spec, or None where it has faults."""
    try:
        return layers_of(path)
    except SpecError:
        return None


def affected_resources(path: Path, at: SpecPath) -> tuple[str, ...] | None:
    """Return the addresses that a path with names affects; None for a partial file or a spec with faults."""
    files = related_files(path)
    if not files or not is_environment(files[0].root):
        return None
    return _shaped(path, str(at), tuple((file.path, file.text) for file in files))


@lru_cache(maxsize=512)
def _shaped(path: Path, at: str, texts: tuple[tuple[Path, str], ...]) -> tuple[str, ...] | None:
    try:
        analyzer = _analyzer(path, texts)
        return tuple(sorted(analyzer.impact(parse(analyzer.resolved.node, at))))
    except (SpecError, UsageError):
        return None


@lru_cache(maxsize=4)
def _analyzer(path: Path, texts: tuple[tuple[Path, str], ...]) -> ImpactAnalyzer:
    return ImpactAnalyzer(resolve_file(path))
