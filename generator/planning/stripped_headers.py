"""List the request headers that the API does not pass on from callers."""

from __future__ import annotations

from generator.planning.plan_steps import step
from generator.spec.model import Environment


@step
def stripped_headers(env: Environment) -> tuple[str, ...]:
    """Return the headers that callers may not set: in production the one that chooses a colour."""
    balancer = env.load_balancer
    if not env.production or balancer.colour_header_in_production or balancer.colour_header is None:
        return ()
    return (balancer.colour_header,)
