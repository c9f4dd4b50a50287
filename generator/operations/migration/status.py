"""Report the status of a migration: its live state and its next step, as data and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from generator.operations.migration.live_state import LiveState, read_live_state
from generator.operations.migration.next_step import NextStep, migration_steps, select_next_step
from generator.operations.migration.preconditions import TITLES, WRONG, seconds_since
from generator.operations.migration.resource_names import ROLLOUT, resource_names
from generator.operations.rollout_plan import select_rollout
from generator.operations.rollout_reader import Client
from generator.spec.model import Environment
from generator.spec.model.migration import Migration


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationStatus:
    """The live state and the steps of a migration. `next` is one of `steps`."""

    environment: str
    move: Migration
    live: LiveState
    steps: list[NextStep]
    next: NextStep

    @property
    def is_clear(self) -> bool:
        """Return whether the next step may be taken."""
        return self.next.is_allowed

    def as_data(self) -> dict[str, Any]:
        """Return the status as JSON data."""
        found = self.live
        return {
            "environment": self.environment,
            "phase": self.move.phase,
            "appliedPhase": found.applied,
            "weights": found.weights,
            "rollout": found.rollout,
            "claims": found.claims,
            "unknownPayments": found.unknown_payments,
            "replication": found.replication,
            "check": found.check,
            "alarms": found.alarms,
            "notKnown": dict(found.unknown),
            "next": _step(self.next),
            "others": [_step(step) for step in self.steps if step is not self.next],
        }

    def lines(self) -> Iterator[str]:
        """Yield the status as text."""
        found = self.live
        yield f"{self.environment}: phase {self.move.phase}" + (
            f" (the stack is in {found.applied})" if found.applied not in (None, self.move.phase) else ""
        )
        yield from _weights(found.weights)
        yield from _rollout(found.rollout)
        yield from _claims(found.claims)
        yield from _unknown(found.unknown_payments)
        yield from _replication(found.replication)
        yield from _check(found.check)
        yield from _alarms(found.alarms)
        yield from (f"  not known: {TITLES[part]}: {reason}" for part, reason in found.unknown.items())
        yield f"next: {self.next.name}"
        yield f"  {self.next.how}"
        yield from (f"  not yet: {reason}" for reason in self.next.reasons)
        for step in self.steps:
            if step is not self.next and step.reasons:
                yield f"{step.name}: no, {step.reasons[0]}"


def read_migration_status(env: Environment, shifted: Environment, client: Client) -> MigrationStatus:
    """Read the status of a migration. `shifted` is the environment in a phase with a rollout. Raises UsageError."""
    move = env.migration
    assert move is not None
    planned = select_rollout(shifted, ROLLOUT)
    found = read_live_state(env, planned, resource_names(shifted, planned), client)
    all_steps = migration_steps(move, found, env.environment_suffix)
    return MigrationStatus(
        environment=env.environment_suffix,
        move=move,
        live=found,
        steps=all_steps,
        next=select_next_step(move, found, all_steps),
    )


def _step(step: NextStep) -> dict[str, Any]:
    return {"step": step.name, "how": step.how, "allowed": step.is_allowed, "reasons": list(step.reasons)}


def _rollout(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is None:
        return
    where = f" in {found['state']}" if found["state"] else ""
    yield f"  rollout: {found['execution'] or 'not started'}: {found['status']}{where}"
    yield from (f"  guard {name}: {state}" for name, state in found["guards"].items() if state != "OK")


def _weights(found: Mapping[str, Mapping[str, list[int]]] | None) -> Iterator[str]:
    for target, sides in (found or {}).items():
        shares = "; ".join(
            f"{colour} {', '.join(map(str, sorted(set(given)))) or 'none'}" for colour, given in sides.items()
        )
        yield f"  weights of {target}: {shares}"


def _claims(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is not None:
        more = "" if found["complete"] else " and more: not all were looked at"
        outcomes = ", ".join(f"{name} {count}" for name, count in found["outcomes"].items())
        yield f"  claims: blue {found['blue']}, green {found['green']}{more}" + (f" ({outcomes})" if outcomes else "")


def _unknown(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is None:
        return
    oldest = found["oldest"]
    if oldest is None:
        yield "  unknown payments: 0"
        return
    age = seconds_since(oldest["unknownSince"], datetime.now(timezone.utc))
    yield f"  unknown payments: {found['count']}, the oldest {oldest['paymentId']} of {oldest['colour']}, for {age} s"


def _replication(found: Mapping[str, Any] | None) -> Iterator[str]:
    for name in ("replication", "fallback"):
        stream = (found or {}).get(name)
        if stream:
            lag = "not known" if stream.get("lagSeconds") is None else f"{stream['lagSeconds']:.1f} s"
            waiting = stream.get("tablesNotReady")
            kept = stream.get("retainedWalBytes")
            yield (
                f"  {name}: {stream.get('state')}, lag {lag}, tables not ready "
                f"{'not known' if waiting is None else waiting}, WAL kept "
                f"{'not known' if kept is None else f'{kept / 1e9:.2f} GB'}"
            )
            yield from (f"    {problem['detail']}" for problem in stream.get("problems", ()))
    comparison = (found or {}).get("comparison")
    if comparison:
        age, differences = comparison.get("ageSeconds"), comparison.get("differences")
        yield f"  comparison: {differences} differences" + ("" if age is None else f", {age / 60:.0f} minutes old")
    kept = (found or {}).get("kept")
    if kept:
        counts = ", ".join(f"{name} {kept[name]}" for name in ("claimed", *WRONG))
        final = "final" if kept["final"] else f"not final ({kept['notFinal']})"
        yield f"  kept of on-premises: {kept['payments']} payments, {counts}; {final}"


def _check(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is not None:
        yield f"  check: {'passed' if found.get('passed') else 'NOT passed'}: {found.get('detail')}"


def _alarms(found: Mapping[str, str] | None) -> Iterator[str]:
    if found is not None:
        yield from (f"  alarm {name}: {state}" for name, state in found.items() if state != "OK")
        yield f"  alarms that are OK: {sum(state == 'OK' for state in found.values())} of {len(found)}"
