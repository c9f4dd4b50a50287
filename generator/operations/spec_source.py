"""Load the one spec, of an environment or of an account, that a command is to work on."""

from __future__ import annotations

from generator.diagnostics.usage_error import UsageError
from generator.validation.environments import AnySource, load_specs, warn
from generator.validation.spec_selection import account_files


def spec_source(name: str, suffix: str | None) -> AnySource:
    """Return a spec with its file. Raises SpecError with all findings where one is an error, UsageError for no spec."""
    if suffix is not None and account_files([name]):
        raise UsageError(f"{name} is an account, of which there are no copies: leave the suffix {suffix!r} out")
    loaded, findings = load_specs([name], suffix)
    (source,) = loaded.accounts or loaded.environments
    warn(findings)
    return source
