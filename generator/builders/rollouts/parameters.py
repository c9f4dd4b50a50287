"""What people say to a rollout, and what it remembers of itself: parameters that an apply creates and leaves alone.

Each word has a parameter of its own, so that an abort is never lost to an approval of the same second, and so that a
policy can let one person start and only another approve.
"""

from __future__ import annotations

from generator.builders.encryption import KeyExports
from generator.planning.planned_rollout import CONTROLS, PlannedRollout
from generator.planning.rollout_settings import parameter_name
from generator.stack_plan import Scope, aws

PURPOSES = {
    "abort": "the execution of rollout {name} that goes back at once",
    "approval": "the step of rollout {name} that somebody has approved",
    "hold": "whether rollout {name} is paused",
    "state": "what rollout {name} remembers of its execution: versions, and whether it has ended",
}


def build_parameters(scope: Scope, planned: PlannedRollout, *, keys: KeyExports) -> dict[str, str]:
    """Build the parameters, and return their names by control."""
    return {control: _parameter(scope, planned, control, keys) for control in CONTROLS}


def _parameter(scope: Scope, planned: PlannedRollout, control: str, keys: KeyExports) -> str:
    name = parameter_name(planned, control)
    built = aws.SsmParameter(
        scope,
        f"rollout-{planned.name}-{control}",
        name=name,
        description=PURPOSES[control].format(name=planned.name).capitalize(),
        type="SecureString",
        tier="Standard",
        key_id=keys.secrets,
        value="{}",
        lifecycle={"ignore_changes": ["value"]},
        tags={"Name": name},
    )
    return str(built.name)
