"""`payinfra` as a person calls it, for a stack whose rollouts are faster than its spec says: that is no difference.

python -m tests.e2e.rollouts.command rollout status spec.yaml
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from generator.cli.main import main
from generator.operations import live_rollout
from generator.operations.rollout_plan import expected_machine
from generator.planning.planned_rollout import PlannedRollout
from tests.e2e.rollouts.pace import faster_definition


def expected(planned: PlannedRollout) -> dict[str, Any]:
    """Return the machine of a spec, as the stack got it."""
    return faster_definition(expected_machine(planned))


if __name__ == "__main__":
    # The command looks it up when it runs.
    live_rollout.LiveRollout = partial(live_rollout.LiveRollout, expected=expected)  # type: ignore[misc,assignment]
    sys.exit(main(sys.argv[1:]))
