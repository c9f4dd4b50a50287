"""Write the runbook of the move: the spec's facts in a template."""

from __future__ import annotations

from generator.diagnostics.usage import UsageError
from generator.spec.model import Environment


def runbook(env: Environment, form: str) -> str:
    """Return the runbook as text; `form`: markdown or html. Raises UsageError where nothing is moved."""
    if getattr(env, "migration", None) is None:
        raise UsageError(f"{env.environment_suffix} moves nothing: its spec has no 'migration'")
    raise UsageError(f"{form} cannot be written yet")
