"""Load the one environment that a command is to work on."""

from __future__ import annotations

from generator.validation.environments import SpecSource, load_environments, warn


def the_environment(name: str, suffix: str | None) -> SpecSource:
    """Return an environment with its file. Raises SpecError with all findings where one is an error."""
    (source,), findings = load_environments([name], suffix)
    warn(findings)
    return source
