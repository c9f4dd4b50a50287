"""Verify synthesized stacks by a whole lifecycle on emulators.

A lifecycle is: apply, plan again (which must find nothing to do), destroy, and list what is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from generator.verify.emulators.override import DATA, skipped_addresses
from generator.verify.emulators.servers import Emulators
from generator.verify.emulators.unstored_attributes import UNSTORED
from generator.verify.errors import StepFailed
from generator.verify.plan import changes, values_by_address
from generator.verify.result import Result
from generator.verify.stack_folder import (
    declared_values,
    prepare_for_emulators,
    read_stack,
    region_of,
    resource_total,
)
from generator.verify.terraform import Terraform
from generator.verify.terraform_environment import environment_for

ProgressCallback = Callable[[str], None]

PENDING_KEY = "key that waits for deletion"


class LifecycleRun:
    """The lifecycle of one stack on the emulators, step by step. Every step changes the result."""

    def __init__(self, folder: Path, emulators: Emulators, report: ProgressCallback) -> None:
        self.stack = read_stack(folder)
        self.region = region_of(self.stack)
        self.emulators = emulators
        self.result = Result(folder.name, resource_total(self.stack), skipped_addresses(self.stack))
        self.result.resources = declared_values(self.stack)
        prepare_for_emulators(folder, emulators.states.backend(folder.name))
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

    def state(self) -> dict[str, Any]:
        """Return the state in Terraform's own JSON; empty before the first apply."""
        return self.emulators.states.state(self.result.name)

    def count(self) -> None:
        """Count the resources in the state, and keep their values."""
        held = values_by_address(self.state())
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
    apply_and_plan(run)
    destroy_stack(run)
    return run.result


def apply_and_plan(run: LifecycleRun) -> None:
    """Apply and plan again; what fails becomes a fault."""
    try:
        run.apply()
        run.plan_again()
    except StepFailed as error:
        run.result.faults += _faults(error)


def destroy_stack(run: LifecycleRun) -> None:
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
        apply_and_plan(run)
    results = run_lifecycles(environments, emulators, report) if environments else []
    for run in reversed(runs):
        destroy_stack(run)
    return [*(run.result for run in runs), *results]


def emulated_environment(folder: Path, emulators: Emulators, region: str) -> dict[str, str]:
    """Return Terraform's variables, with nothing in them that leads to a real account."""
    plain = {name: value for name, value in environment_for(folder).items() if not name.startswith("AWS_")}
    return plain | emulators.variables(region)


def leftovers(resources: Sequence[dict[str, str]], suffix: str) -> list[str]:
    """Return what is left of an environment. A key that waits for its deletion is not, as AWS deletes keys late."""
    return sorted(
        f"{resource['kind']} {resource['name']}"
        for resource in resources
        if resource["kind"] != PENDING_KEY
        and (resource.get("environment") == suffix or _is_named(resource["name"], suffix))
    )


def _is_named(name: str, suffix: str) -> bool:
    return name.endswith(f"-{suffix}") or f"-{suffix}/" in name or f"/{suffix}/" in name


def _suffix(stack: dict[str, Any]) -> str:
    return str(stack["provider"]["aws"][0]["default_tags"][0]["tags"]["Environment"])


def _since(started: float) -> str:
    return f"{time.monotonic() - started:.0f} s"
