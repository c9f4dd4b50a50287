"""Verifying synthesized stacks: against the user's AWS account by a plan, or on emulators by a whole life.

A life is: apply, plan again (which must find nothing to do), destroy, and look at what is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.verify.emulators.override import NOT_APPLIED, not_applied
from generator.verify.emulators.servers import Emulators
from generator.verify.emulators.unstored import UNSTORED
from generator.verify.plan import Change, changes, resource_count
from generator.verify.problems import StepFailed
from generator.verify.stack_folder import (
    prepare_for_account,
    prepare_for_emulators,
    read_stack,
    region_of,
    resource_total,
)
from generator.verify.terraform import CREDENTIALS, Terraform, environment_for

ProgressCallback = Callable[[str], None]

WAITING = "key that waits for deletion"


@dataclass(slots=True)
class Result:
    """What has been found out about one stack. `faults` are lines for people; none means that all is well."""

    name: str
    declared: int = 0
    left_out: list[str] = field(default_factory=list)
    applied: int = 0
    drift: list[Change] = field(default_factory=list)
    destroyed: int = 0
    leftovers: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class LifecycleRun:
    """One stack on the emulators, step by step. Every step changes the result."""

    def __init__(self, folder: Path, emulators: Emulators, tell: ProgressCallback) -> None:
        self.stack = read_stack(folder)
        self.region = region_of(self.stack)
        self.emulators = emulators
        self.result = Result(folder.name, resource_total(self.stack), not_applied(self.stack))
        prepare_for_emulators(folder)
        environment = emulated_environment(folder, emulators, self.region)
        self.terraform = Terraform(folder, environment, watch=emulators.check, service_log=emulators.troubles)
        self._tell_all = tell

    @property
    def expected(self) -> int:
        """How many resources an apply has to make."""
        return self.result.declared - len(self.result.left_out)

    def apply(self) -> None:
        """Apply, and count what the state then holds."""
        started = time.monotonic()
        self.terraform.initialize(backend=True)
        made = self.terraform.apply(self._progress("applying", self.expected))
        self.result.applied = resource_count(self.terraform.state())
        self._tell(f"applied {self.result.applied} resources in {_since(started)}")
        if not self.result.applied == made == self.expected:
            self.result.faults.append(
                f"{self.expected} resources are declared, {made} were made, {self.result.applied} exist"
            )

    def plan_again(self) -> None:
        """What a plan right after the apply still wants to change."""
        started = time.monotonic()
        self.result.drift = changes(self.terraform.plan(), UNSTORED)
        self._tell(f"planned again in {_since(started)}: {len(self.result.drift)} to change")
        self.result.faults += [f"drift: {change}" for change in self.result.drift]

    def destroy(self) -> None:
        """Remove everything, and look at what the emulators still hold of it."""
        started = time.monotonic()
        self.result.destroyed = self.terraform.destroy(self._progress("destroying", self.result.applied))
        self._tell(f"destroyed {self.result.destroyed} resources in {_since(started)}")
        self.result.leftovers = leftovers(self.emulators.things(self.region), _suffix(self.stack))
        if self.result.destroyed != self.result.applied:
            self.result.faults.append(
                f"{self.result.applied} resources existed, {self.result.destroyed} were destroyed"
            )
        self.result.faults += [f"left behind: {thing}" for thing in self.result.leftovers]

    def _tell(self, text: str) -> None:
        self._tell_all(f"{self.result.name}: {text}")

    def _progress(self, what: str, total: int) -> Callable[[int], None]:
        started = time.monotonic()
        return lambda done: self._tell(f"{what}, {done} of {total}, {_since(started)}")


def live(folder: Path, emulators: Emulators, tell: ProgressCallback) -> Result:
    """A whole life. A step that Terraform refuses is a fault, and what exists by then is still destroyed."""
    life = LifecycleRun(folder, emulators, tell)
    try:
        try:
            life.apply()
            life.plan_again()
        except StepFailed as error:
            life.result.faults += [f"{error.step}: {detail}" for detail in error.details]
            life.result.applied = resource_count(life.terraform.state())
        life.destroy()
    except StepFailed as error:
        life.result.faults += [f"{error.step}: {detail}" for detail in error.details]
    return life.result


def live_all(folders: Sequence[Path], emulators: Emulators, tell: ProgressCallback) -> list[Result]:
    """All stacks side by side: they wait most of the time."""
    with ThreadPoolExecutor(max_workers=len(folders)) as pool:
        try:
            return list(pool.map(lambda folder: live(folder, emulators, tell), folders))
        except BaseException:
            # The pool waits for its threads: they have to know that it is over.
            emulators.cancelled.set()
            raise


def plan_in_account(folder: Path, project: Path, tell: ProgressCallback) -> Result:
    """Validate, then plan with the user's credentials. Without any the plan is left out, and said to be."""
    result = Result(folder.name, resource_total(read_stack(folder)))
    prepare_for_account(folder, project)
    terraform = Terraform(folder, environment_for(folder))
    terraform.initialize(backend=False)
    result.faults += terraform.validate()
    if result.faults:
        return result
    tell(f"{result.name}: {result.declared} resources are valid")
    try:
        terraform.initialize(backend=True)
        planned = changes(terraform.plan())
    except StepFailed as error:
        if any(words in detail for detail in error.details for words in CREDENTIALS):
            tell(f"{result.name}: not planned, without AWS credentials that work: set AWS_PROFILE, or add --emulate")
        else:
            result.faults += [f"{error.step}: {detail}" for detail in error.details]
        return result
    tell(f"{result.name}: the plan {summary(planned)}")
    return result


def emulated_environment(folder: Path, emulators: Emulators, region: str) -> dict[str, str]:
    """Terraform's variables, with nothing in them that leads to a real account."""
    plain = {name: value for name, value in environment_for(folder).items() if not name.startswith("AWS_")}
    return plain | emulators.variables(region)


def leftovers(things: Sequence[dict[str, str]], suffix: str) -> list[str]:
    """What is left of an environment. A key that waits for its deletion is on its way, as AWS wants it."""
    return sorted(
        f"{thing['kind']} {thing['name']}"
        for thing in things
        if thing["kind"] != WAITING and (thing.get("environment") == suffix or _is_named(thing["name"], suffix))
    )


def summary(planned: Sequence[Change]) -> str:
    """A plan in half a line."""
    counts = {
        "creates": sum(change.actions == ("create",) for change in planned),
        "changes": sum(change.actions == ("update",) for change in planned),
        "replaces": sum(change.is_replacement for change in planned),
        "destroys": sum(change.actions == ("delete",) for change in planned),
    }
    return ", ".join(f"{verb} {count}" for verb, count in counts.items())


def why_left_out(address: str) -> str:
    """The reason why a resource is not applied to emulators."""
    return NOT_APPLIED[address.partition(".")[0]]


def _is_named(name: str, suffix: str) -> bool:
    return name.endswith(f"-{suffix}") or f"-{suffix}/" in name or f"/{suffix}/" in name


def _suffix(stack: dict[str, Any]) -> str:
    return str(stack["provider"]["aws"][0]["default_tags"][0]["tags"]["Environment"])


def _since(started: float) -> str:
    return f"{time.monotonic() - started:.0f} s"
