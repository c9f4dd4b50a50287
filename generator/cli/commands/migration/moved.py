"""Load the environment that moves, as it is and as it will be while payments are moved."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from generator.cli.commands.common import outside, resolved, the_file

if TYPE_CHECKING:
    from generator.spec.model import Environment
    from generator.spec.model.migration import Migration

# The phases in which there is a rollout.
SHIFTED = ("shift", "complete")


def moving(arguments: argparse.Namespace) -> tuple[Environment, Migration]:
    """Return an environment and its move. Raises UsageError where it has none, or has ended it."""
    from generator.diagnostics.usage import UsageError

    env = resolved(the_file(arguments.environment), arguments.suffix).environment
    move = env.migration
    if move is None:
        raise UsageError(f"{env.environment_suffix} moves nothing: its spec has no section 'migration'")
    if move.phase == "decommissioned":
        raise UsageError(f"the move of {env.environment_suffix} is over: its phase is decommissioned")
    return env, move


def in_shift(arguments: argparse.Namespace) -> tuple[Environment, str]:
    """Return an environment as it is in phase shift, if it has no rollout yet, and the phase that it is in."""
    from generator.spec.resolve import resolve_file

    env, move = moving(arguments)
    if move.phase in SHIFTED:
        return env, move.phase
    overrides = {**outside(arguments.suffix), "migration": {"phase": SHIFTED[0]}}
    return resolve_file(the_file(arguments.environment), overrides=overrides).environment, move.phase
