"""The error of a file that is no YAML, or YAML that a spec may not use."""

from __future__ import annotations

from generator.diagnostics.findings import Finding, Location, SpecError
from generator.diagnostics.spec_path import SpecPath


def yaml_error(code: str, message: str, at: Location | None) -> SpecError:
    """Return the error with one finding at a location."""
    return SpecError([Finding(code, SpecPath(), message, location=at)])
