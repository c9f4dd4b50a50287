"""traffic-control calls AWS through endpoints, and must have ended before what it has changed is read back."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.planned_rollout import FUNCTION
from generator.spec.model import Environment

CODE = "ROL007"
LEVEL = "error"
SUMMARY = "traffic-control is missing, cannot reach AWS, or may be too late"
SOURCE = "generator/builders/network/endpoints.py; generator/planning/rollout_machine.py"

NEEDED = ("elasticloadbalancing", "lambda", "monitoring", "ssm")


def check(env: Environment) -> Iterator[Finding]:
    control = next((function for function in env.functions if function.name == FUNCTION), None)
    missing = [service for service in NEEDED if service not in env.network.interface_endpoints]
    for rollout in env.rollouts:
        if control is None:
            yield Finding(CODE, rollout.pointer / "name", f"a rollout is done by {FUNCTION!r}: do not remove it")
        elif control.timeout_seconds >= rollout.drain_seconds:
            message = (
                f"{FUNCTION} may take {control.timeout_seconds} s, so a late task could move weights after they were "
                f"read as safe: set 'drainSeconds' to more than {control.timeout_seconds}"
            )
            yield Finding(CODE, rollout.pointer / "drainSeconds", message)
    if env.rollouts and missing:
        message = f"{FUNCTION} reaches AWS through endpoints: add {', '.join(missing)} to 'network.interfaceEndpoints'"
        yield Finding(CODE, env.network.pointer / "interfaceEndpoints", message)
