"""Load the environment that an action of `payinfra migration` is about."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from generator.cli.commands.common import outside, resolved, the_file

if TYPE_CHECKING:
    from generator.spec.model import Environment


def moving(arguments: argparse.Namespace) -> tuple[Environment, Environment]:
    """Return an environment as it is, and as it is in phase shift. Raises UsageError where nothing is moved."""
    from generator.operations.move.phases import in_shift

    file = the_file(arguments.environment)
    env = resolved(file, arguments.suffix).environment
    return env, in_shift(file, env, outside(arguments.suffix))
