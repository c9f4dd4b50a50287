"""Find the functions behind the API: those of targets that a route or a listener rule leads to."""

from __future__ import annotations

from generator.spec.model import Environment


def routed_functions(env: Environment) -> dict[str, str]:
    """Return the route or rule that leads to each function behind the API, by the function's name."""
    routed = {rule.target: f"rule {rule.name!r}" for rule in env.load_balancer.rules}
    routed |= {route.target: f"route {route.name!r}" for route in env.api.routes}
    return {
        function: routed[target.name]
        for target in env.load_balancer.targets
        if target.name in routed
        for function in target.functions().values()
    }
