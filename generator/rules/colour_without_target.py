"""Traffic to a colour without a target is answered with 503."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.load_balancer import Target

CODE = "LBR003"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "a colour has weight or settings, but nothing stands behind it"
SOURCE = "Elastic Load Balancing, Forward actions"


def check(env: Environment) -> Iterator[Finding]:
    for target in env.load_balancer.targets:
        yield from _without_green(target)
        yield from _backends(target)


def _without_green(target: Target) -> Iterator[Finding]:
    if target.green is not None:
        return
    if target.weights.green:
        message = f"target {target.name!r} has no green: give it one, or set blue to 100 and green to 0"
        yield Finding(CODE, target.weights.pointer / "green", message)
    if target.stickiness_seconds is not None:
        message = f"target {target.name!r} has no green, so there is no colour to stay on: drop 'stickinessSeconds'"
        yield Finding(CODE, target.pointer / "stickinessSeconds", message, level="warning")
    if target.ignore_weight_changes:
        message = f"target {target.name!r} has no green, so there are no weights to move: drop 'ignoreWeightChanges'"
        yield Finding(CODE, target.pointer / "ignoreWeightChanges", message, level="warning")


def _backends(target: Target) -> Iterator[Finding]:
    for colour, backend in target.backends().items():
        if backend.type == "ip" and not backend.addresses:
            message = f"{colour} of target {target.name!r} is of type ip and has no address: give 'addresses'"
            yield Finding(CODE, backend.pointer / "type", message)
        if backend.type == "ip" and backend.function is not None:
            message = f"{colour} of target {target.name!r} is of type ip: drop 'function', or set the type to lambda"
            yield Finding(CODE, backend.pointer / "function", message)
        if backend.type == "lambda" and backend.addresses:
            message = f"{colour} of target {target.name!r} is of type lambda: drop 'addresses', or set the type to ip"
            yield Finding(CODE, backend.pointer / "addresses", message)
