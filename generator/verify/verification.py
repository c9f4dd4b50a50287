"""Verify synthesized stacks: by a plan in the user's AWS account, or by a whole lifecycle on emulators.

A lifecycle is: apply, plan again (which must find nothing to do), destroy, and list what is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.verify.emulators.override import DATA, not_applied
from generator.verify.emulators.servers import Emulators
from generator.verify.emulators.unstored import UNSTORED
from generator.verify.plan import Change, changes, values_by_address
from generator.verify.problems import StepFailed
from generator.verify.stack_folder import (
    declared_values,
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
    """The result for one stack. `faults` are lines for people; none means success.

    `resources` are the arguments and attributes of each address: what is declared, and what the state holds of it.
    """

    name: str
    declared: int = 0
    left_out: list[str] = field(default_factory=list)
    applied: int = 0
    drift: list[Change] = field(default_factory=list)
    destroyed: int = 0
    leftovers: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)


class LifecycleRun:
    """The lifecycle of one stack on the emulators, step by step. Every step changes the result."""

    def __init__(self, folder: Path, emulators: Emulators, report: ProgressCallback) -> None:
        self.stack = read_stack(folder)
        self.region = region_of(self.stack)
        self.emulators = emulators
        self.result = Result(folder.name, resource_total(self.stack), not_applied(self.stack))
        self.result.resources = declared_values(self.stack)
        prepare_for_emulators(folder)
        environment = emulated_environment(folder, emulators, self.region)
        self.terraform = Terraform(folder, environment, watch=emulators.check, service_log=emulators.logged_errors)
        self._report_all = report

    @property
    def expected(self) -> int:
        """The number of resources that an apply has to create."""
        return self.result.declared - sum(not address.startswith(DATA) for address in self.result.left_out)

    def apply(self) -> None:
        """Apply the stack, and count the resources in the state."""
        started = time.monotonic()
        self.terraform.initialize(backend=True)
        created = self.terraform.apply(self._progress("applying", self.expected))
        self.count()
        self._report(f"applied {self.result.applied} resources in {_since(started)}")
        if not self.result.applied == created == self.expected:
            self.result.faults.append(
                f"{self.expected} resources are declared, {created} were created, {self.result.applied} exist"
            )

    def count(self) -> None:
        """Count the resources in the state, and keep their values."""
        held = values_by_address(self.terraform.state())
        self.result.applied = len(held)
        for address, values in held.items():
            self.result.resources[address] = {"declared": self.result.resources.get(address), "held": values}

    def plan_again(self) -> None:
        """Plan right after the apply, and record every change as drift."""
        started = time.monotonic()
        self.result.drift = changes(self.terraform.plan(), UNSTORED)
        self._report(f"planned again in {_since(started)}: {len(self.result.drift)} to change")
        self.result.faults += [f"drift: {change}" for change in self.result.drift]

    def destroy(self) -> None:
        """Destroy the stack, and list what the emulators still hold of it."""
        started = time.monotonic()
        self.result.destroyed = self.terraform.destroy(self._progress("destroying", self.result.applied))
        self._report(f"destroyed {self.result.destroyed} resources in {_since(started)}")
        self.result.leftovers = leftovers(self.emulators.resources(self.region), _suffix(self.stack))
        if self.result.destroyed != self.result.applied:
            self.result.faults.append(
                f"{self.result.applied} resources existed, {self.result.destroyed} were destroyed"
            )
        self.result.faults += [f"left behind: {resource}" for resource in self.result.leftovers]

    def _report(self, text: str) -> None:
        self._report_all(f"{self.result.name}: {text}")

    def _progress(self, what: str, total: int) -> Callable[[int], None]:
        started = time.monotonic()
        return lambda done: self._report(f"{what}, {done} of {total}, {_since(started)}")


def run_lifecycle(folder: Path, emulators: Emulators, report: ProgressCallback) -> Result:
    """Run the lifecycle of one stack. A step that Terraform refuses is a fault; what exists by then is destroyed."""
    run = LifecycleRun(folder, emulators, report)
    applied(run)
    destroyed(run)
    return run.result


def applied(run: LifecycleRun) -> None:
    """Apply and plan again; what fails becomes a fault."""
    try:
        run.apply()
        run.plan_again()
    except StepFailed as error:
        run.result.faults += _faults(error)


def destroyed(run: LifecycleRun) -> None:
    """Destroy what there is; what fails becomes a fault."""
    try:
        if run.result.faults:
            run.count()
        run.destroy()
    except StepFailed as error:
        run.result.faults += _faults(error)


def _faults(error: StepFailed) -> list[str]:
    return [f"{error.step}: {detail}" for detail in error.details]


def run_lifecycles(folders: Sequence[Path], emulators: Emulators, report: ProgressCallback) -> list[Result]:
    """Run the lifecycles of several stacks at the same time, as they wait most of it."""
    with ThreadPoolExecutor(max_workers=len(folders)) as pool:
        try:
            return list(pool.map(lambda folder: run_lifecycle(folder, emulators, report), folders))
        except BaseException:
            # The pool waits for its threads: they have to know that it is over.
            emulators.cancelled.set()
            raise


def run_in_order(
    accounts: Sequence[Path], environments: Sequence[Path], emulators: Emulators, report: ProgressCallback
) -> list[Result]:
    """Run lifecycles as they go in AWS: accounts are applied before all environments, and destroyed after the last."""
    runs = [LifecycleRun(folder, emulators, report) for folder in accounts]
    for run in runs:
        applied(run)
    results = run_lifecycles(environments, emulators, report) if environments else []
    for run in reversed(runs):
        destroyed(run)
    return [*(run.result for run in runs), *results]


def plan_in_account(folder: Path, project: Path, report: ProgressCallback) -> Result:
    """Validate, then plan with the user's credentials; without any report that there is no plan."""
    result = Result(folder.name, resource_total(read_stack(folder)))
    prepare_for_account(folder, project)
    terraform = Terraform(folder, environment_for(folder))
    terraform.initialize(backend=False)
    result.faults += terraform.validate()
    if result.faults:
        return result
    report(f"{result.name}: {result.declared} resources are valid")
    try:
        terraform.initialize(backend=True)
        planned = changes(terraform.plan())
    except StepFailed as error:
        if any(words in detail for detail in error.details for words in CREDENTIALS):
            report(f"{result.name}: not planned, without AWS credentials that work: set AWS_PROFILE, or add --emulate")
        else:
            result.faults += [f"{error.step}: {detail}" for detail in error.details]
        return result
    report(f"{result.name}: the plan {summary(planned)}")
    return result


def emulated_environment(folder: Path, emulators: Emulators, region: str) -> dict[str, str]:
    """Return Terraform's variables, with nothing in them that leads to a real account."""
    plain = {name: value for name, value in environment_for(folder).items() if not name.startswith("AWS_")}
    return plain | emulators.variables(region)


def leftovers(resources: Sequence[dict[str, str]], suffix: str) -> list[str]:
    """Return what is left of an environment. A key that waits for its deletion is not, as AWS deletes keys late."""
    return sorted(
        f"{resource['kind']} {resource['name']}"
        for resource in resources
        if resource["kind"] != WAITING
        and (resource.get("environment") == suffix or _is_named(resource["name"], suffix))
    )


def summary(planned: Sequence[Change]) -> str:
    """Return the counts of a plan in half a line."""
    counts = {
        "creates": sum(change.actions == ("create",) for change in planned),
        "changes": sum(change.actions == ("update",) for change in planned),
        "replaces": sum(change.is_replacement for change in planned),
        "destroys": sum(change.actions == ("delete",) for change in planned),
    }
    return ", ".join(f"{verb} {count}" for verb, count in counts.items())


def _is_named(name: str, suffix: str) -> bool:
    return name.endswith(f"-{suffix}") or f"-{suffix}/" in name or f"/{suffix}/" in name


def _suffix(stack: dict[str, Any]) -> str:
    return str(stack["provider"]["aws"][0]["default_tags"][0]["tags"]["Environment"])


def _since(started: float) -> str:
    return f"{time.monotonic() - started:.0f} s"
