"""Load the environment of an action of `payinfra migration`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from generator.cli.arguments import resolve_valid, spec_file, spec_overrides

if TYPE_CHECKING:
    from generator.spec.model import Environment


def environment_and_shift(arguments: argparse.Namespace) -> tuple[Environment, Environment]:
    """Return an environment as it is, and as it is in phase shift. Raises UsageError where it has no migration."""
    from generator.operations.migration.phases import resolve_in_shift

    file = spec_file(arguments.environment)
    env = resolve_valid(file, arguments.suffix).environment
    return env, resolve_in_shift(file, env, spec_overrides(arguments.suffix))
