"""Resolve a migrating environment, as it is and as it will be in phase shift."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.diagnostics.usage_error import UsageError
from generator.spec.model import Environment
from generator.spec.model.migration import Migration
from generator.spec.resolve import resolve_file

# The phases in which there is a rollout.
SHIFTED = ("shift", "complete")


def require_migration(env: Environment) -> Migration:
    """Return the migration of an environment. Raises UsageError where it has none, or has ended it."""
    move = env.migration
    if move is None:
        raise UsageError(f"{env.environment_suffix} moves nothing: its spec has no section 'migration'")
    if move.phase == "decommissioned":
        raise UsageError(f"the move of {env.environment_suffix} is over: its phase is decommissioned")
    return move


def resolve_in_shift(file: Path, env: Environment, overrides: Mapping[str, Any]) -> Environment:
    """Return an environment as it is in phase shift, where it is in an earlier one and so has no rollout yet."""
    if require_migration(env).phase in SHIFTED:
        return env
    return resolve_file(file, overrides={**overrides, "migration": {"phase": SHIFTED[0]}}).environment
