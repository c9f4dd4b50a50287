"""Guarded rollouts: each moves the weights of some targets from blue to green step by step, watches alarms
meanwhile, and goes back by itself. It is compiled into a Step Functions state machine of the stack. With the
first one comes the function traffic-control.

Generated from schemas/rollouts.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record


class Approval(Record):
    """The steps that somebody must approve."""

    pointer: SpecPath
    before: tuple[int, ...]
    """Steps before which it waits for `payinfra rollout approve`."""


class Rollout(Record):
    """One rollout."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    targets: tuple[str, ...]
    """The targets whose weights it moves, all together. While it has them, applies leave the weights of their rules
    alone.
    """
    steps: tuple[int, ...]
    """Per cent of the requests to green, step by step; the last is 100."""
    bake_minutes: int
    """Minutes for which each step is watched before the next."""
    guards: tuple[str, ...] | None
    """The alarms that stop it, by their names in this spec; null: those of the green side, of its functions and of
    the API. An alarm with forEach stands for all that it makes.
    """
    checks: tuple[str, ...]
    """Functions that are asked, besides the alarms, whether it may go on: their green alias gets rollout, execution
    and green as JSON, and answers with passed, true or false, and detail.
    """
    minimum_requests: int
    """Requests that green must have got before a step proves anything; 0 asks for none."""
    on_alarm: Literal["rollback", "pause"]
    """What it does when a guard is in alarm: rollback, or pause and wait for somebody to resume or abort it."""
    approval: Approval
    """The steps that somebody must approve."""
    wait_hours: int
    """Hours for which it waits for an approval, for somebody to resume it, or for enough requests; then it goes
    back.
    """
    drain_seconds: int
    """Seconds for which a side that has lost its weight stays as it is, since the balancer goes on by the old
    weights for a while. More than the timeout of traffic-control.
    """
    topic: str
    """The topic that hears how it ended, and when it waits for somebody."""
    log_retention_days: int
    """Days that CloudWatch keeps a log. Only the values that CloudWatch Logs knows; 400 serves twelve months of
    audit trail.
    """
