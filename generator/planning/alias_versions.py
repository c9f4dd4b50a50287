"""Determine the version of each alias of a function.

green is the candidate: its alias follows the newest published version. blue is the stable one where a rollout promotes
it: it is created at the version that is published then, and Terraform leaves it alone from there on.
"""

from __future__ import annotations

from collections.abc import Collection

from generator.planning.plan_steps import step
from generator.spec.model import Environment
from generator.spec.model.functions import Alias, Colour
from generator.spec.model.rollouts import Rollout

LATEST, STABLE = "latest", "stable"


@step
def promoted_functions(env: Environment) -> dict[str, Rollout]:
    """Return the functions whose blue alias a rollout promotes: those behind both colours of one of its targets."""
    targets = {target.name: target for target in env.load_balancer.targets}
    moved = [(rollout, targets[name]) for rollout in env.rollouts for name in rollout.targets if name in targets]
    pairs = [(rollout, target.functions()) for rollout, target in moved]
    return {pair["blue"]: rollout for rollout, pair in pairs if pair.get("blue") and pair["blue"] == pair.get("green")}


def followed_version(alias: Alias, colour: Colour, *, function: str, promoted: Collection[str]) -> str:
    """Return what an alias follows: `latest`, `stable`, or the number that it is pinned to."""
    if alias.version is not None:
        return alias.version
    return STABLE if colour == "blue" and function in promoted else LATEST
