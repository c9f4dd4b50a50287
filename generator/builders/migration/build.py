"""What a migration needs besides the entries of other sections that it brings along."""

from __future__ import annotations

from collections.abc import Mapping

from generator.builders.functions import FunctionExports
from generator.builders.migration.schedules import build_schedules
from generator.planning.naming import Naming
from generator.spec.model.migration import Migration
from generator.stack_plan import Scope, step


@step
def build_migration(
    scope: Scope, move: Migration | None, naming: Naming, *, functions: Mapping[str, FunctionExports]
) -> None:
    """Build what calls the functions of a migration; nothing where none is under way."""
    if move is not None:
        build_schedules(scope, move, naming, functions=functions)
