"""A claim decides which side books a payment: a route to on-premises that bypasses payment-relay makes none."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import PROCESSING, RELAY, active_migration
from generator.spec.model import Environment
from generator.spec.model.load_balancer import Target

CODE = "MIG003"
LEVEL = "error"
SUMMARY = "payments pass by the relay that claims them"
SOURCE = "docs/migration.md, A payment belongs to one colour"


def check(env: Environment) -> Iterator[Finding]:
    if active_migration(env) is None:
        return
    for target in env.load_balancer.targets:
        if target.name == PROCESSING:
            yield from _is_payments_target(target)


def _is_payments_target(target: Target) -> Iterator[Finding]:
    functions = target.functions()
    if functions.get("blue") != RELAY:
        leads = "to addresses" if target.blue.type == "ip" else f"to the function {functions['blue']!r}"
        message = (
            f"blue of {target.name!r} leads {leads}, which claims no payment, so that a retry is booked on both sides"
        )
        remedy = f"leave 'blue' out, which is then {RELAY!r}; addresses are for 'migration.relay'"
        yield Finding(CODE, target.blue.pointer / "type", f"{message}: {remedy}")
    if functions.get("green") != PROCESSING:
        at = target.green.pointer if target.green else target.pointer / "green"
        yield Finding(CODE, at, f"green of {target.name!r} is not the function {PROCESSING!r}: leave 'green' out")
