"""Write docs/runbooks/move.md, the runbook of the move as `payinfra migration runbook prod` prints it."""

from __future__ import annotations

from pathlib import Path

from generator.operations.migration.phases import require_migration, resolve_in_shift
from generator.operations.migration.runbook import runbook
from generator.spec.resolve import resolve_file

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "runbooks" / "move.md"
SPEC = ROOT / "specs" / "prod.yaml"


def page() -> str:
    """Return the page."""
    env = resolve_file(SPEC).environment
    return runbook(resolve_in_shift(SPEC, env, {}), "markdown", phase=require_migration(env).phase)
