"""Describe offline what a rollout will do, read from the very state machine that the stack gets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.diagnostics.suggestions import did_you_mean
from generator.diagnostics.usage_error import UsageError
from generator.planning.planned_rollout import PlannedRollout
from generator.planning.rollout_machine import rollout_machine
from generator.planning.rollout_settings import expected_references, machine_name, rollout_settings
from generator.planning.rollouts import plan_rollouts
from generator.spec.model import Environment

ARN = "arn:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One state of the machine that matters to people: what it is called, what it does, and for how long."""

    state: str
    action: str
    green: int | None
    seconds: int | None


def select_rollout(env: Environment, name: str | None) -> PlannedRollout:
    """Return the rollout that a name means; without one the only one. Raises UsageError."""
    planned = {rollout.name: rollout for rollout in plan_rollouts(env)}
    if not planned:
        raise UsageError(f"{env.environment_suffix} has no rollouts: add one to 'rollouts' in its spec")
    if name is None and len(planned) > 1:
        raise UsageError(f"there are several rollouts, name one of {', '.join(planned)}")
    chosen = name or next(iter(planned))
    if chosen not in planned:
        raise UsageError(f"there is no rollout {chosen!r}{did_you_mean(chosen, planned)}")
    return planned[chosen]


def expected_machine(planned: PlannedRollout) -> dict[str, Any]:
    """Return the definition that the stack gets, with placeholders where only AWS knows."""
    settings = rollout_settings(planned, expected_references(planned))
    return rollout_machine(planned, settings, function=ARN, machine=ARN, topic=ARN)


def rows(definition: dict[str, Any]) -> Iterator[Row]:
    """Yield what a machine does when all goes well, in its order."""
    states, name = definition["States"], definition["StartAt"]
    settings = states[name]["Result"]
    while name is not None:
        state = states[name]
        given = state.get("Parameters", {})
        if state["Type"] == "Wait":
            seconds = state.get("Seconds", settings["bakeSeconds"] if name.startswith("Bake") else None)
            yield Row(state=name, action="wait", green=None, seconds=seconds)
        elif "action" in given:
            yield Row(state=name, action=given["action"], green=given.get("green"), seconds=None)
        name = _following(state)


def as_data(planned: PlannedRollout) -> dict[str, Any]:
    """Return the plan as JSON data."""
    machine = expected_machine(planned)
    spec = planned.spec
    return {
        "rollout": planned.name,
        "environment": planned.environment,
        "stateMachine": machine_name(planned),
        "targets": [target.name for target in planned.targets],
        "rules": [{"name": rule.name, "target": rule.target, "priority": rule.priority} for rule in planned.rules],
        "steps": [
            {
                "green": step.percent,
                "blue": 100 - step.percent,
                "approval": step.needs_approval,
                "bakeSeconds": planned.bake_seconds,
                "looksEverySeconds": planned.poll_seconds,
                "minimumRequests": spec.minimum_requests,
            }
            for step in planned.steps
        ],
        "states": [
            {"state": row.state, "action": row.action, "green": row.green, "seconds": row.seconds}
            for row in rows(machine)
        ],
        "guards": planned.guard_names(),
        "checks": list(spec.checks),
        "onAlarm": spec.on_alarm,
        "promotes": list(planned.promotes),
        "warms": list(planned.warmed),
        "drainSeconds": spec.drain_seconds,
        "atLeastMinutes": _minutes(machine),
        "waitsHours": spec.wait_hours,
    }


def as_json(planned: PlannedRollout) -> str:
    """Return the plan as JSON text."""
    return json.dumps(as_data(planned), indent=2) + "\n"


def as_markdown(planned: PlannedRollout) -> str:
    """Return the plan as Markdown, for a change ticket."""
    return "\n".join(_markdown(planned, as_data(planned))) + "\n"


def _markdown(planned: PlannedRollout, plan: dict[str, Any]) -> Iterator[str]:
    yield f"# Rollout {plan['rollout']} of {plan['environment']}"
    yield ""
    yield f"Moves {', '.join(plan['targets'])} from blue to green, in {plan['atLeastMinutes']} minutes at least."
    yield ""
    yield "| step | blue | green | before it | bakes | requests to green at least |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for number, step in enumerate(plan["steps"], 1):
        before = "approval" if step["approval"] else "nothing"
        bake = f"{step['bakeSeconds'] // 60} min, a look every {step['looksEverySeconds']} s"
        yield f"| {number} | {step['blue']} | {step['green']} | {before} | {bake} | {step['minimumRequests']} |"
    yield ""
    yield f"Then: {_after(plan)}"
    yield ""
    yield "| rule | target | priority |"
    yield "| --- | --- | --- |"
    yield from (f"| {rule['name']} | {rule['target']} | {rule['priority']} |" for rule in plan["rules"])
    yield ""
    yield f"Guards ({len(plan['guards'])}): {', '.join(plan['guards']) or 'none'}"
    if plan["checks"]:
        yield f"Checks: {', '.join(plan['checks'])}"
    yield ""
    yield from _rollback(plan)


def _after(plan: dict[str, Any]) -> str:
    drain = f"blue stays as it is for {plan['drainSeconds']} s"
    if not plan["promotes"]:
        return f"{drain}; green keeps 100."
    warm = f"the provisioned concurrency of {', '.join(plan['warms'])} is waited for; " if plan["warms"] else ""
    return (
        f"{drain}; blue of {', '.join(plan['promotes'])} gets green's version; {warm}blue gets 100 again: both are "
        "the same."
    )


def _rollback(plan: dict[str, Any]) -> Iterator[str]:
    does = "goes back" if plan["onAlarm"] == "rollback" else "pauses, and goes back unless somebody resumes it"
    yield f"An alarm, a target of green that is unhealthy or a failed check: it {does}."
    yield (
        "An abort, weights that somebody else moved, another version behind green, a rule that is gone, a task that "
        "keeps failing: it goes back."
    )
    yield (
        f"Going back: one call for each of the {len(plan['rules'])} rules sets blue 100 and green 0; after "
        f"{plan['drainSeconds']} s they are read again. Blue keeps the version that it has."
    )
    yield f"It waits {plan['waitsHours']} h for approvals, to be resumed, for requests; then it goes back."


def _following(state: dict[str, Any]) -> str | None:
    """What comes next when all goes well: the choice of `go`, and otherwise the plain way."""
    if state["Type"] == "Choice":
        going = [rule["Next"] for rule in state["Choices"] if rule.get("StringEquals") == "go"]
        return str(going[0] if going else state["Default"])
    following: str | None = state.get("Next")
    return following


def _minutes(machine: dict[str, Any]) -> int:
    return -(-sum(row.seconds or 0 for row in rows(machine)) // 60)
