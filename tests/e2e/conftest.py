"""Lifecycles of stacks on emulators, side by side: each waits most of the time, so all take as long as the slowest.

Whoever reads what these lifecycles have left runs in one worker of pytest-xdist, and starts none of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from generator.operations.drift import Drift, find_drift
from generator.operations.spec_lines import SpecLines
from generator.spec.model import Environment
from generator.spec.overrides import overrides
from generator.spec.resolve import Resolved, resolve_account, resolve_file
from generator.synthesis.synthesize import synthesize
from generator.verify.emulators.servers import Emulators
from generator.verify.lifecycle import LifecycleRun, apply_and_plan, destroy_stack
from generator.verify.requests.violations import CheckedRequests, check_requests
from generator.verify.result import Result
from tests.e2e.stacks import SPECS
from tests.e2e.upgrade import Upgrade, run_upgrade
from tests.support.emulators import emulators_for_terraform
from tests.support.machine import STEP, shared_machine

SHIPPED = ("dev", "staging", "prod")
# The development spec under another suffix, beside the first: what a person makes for a pull request.
COPY = "copy"
# Nearly every option on, with values at their bounds and letters beyond ASCII.
WIDE = "w-2345678-9012345678"
WIDE_SPEC = Path(__file__).with_name("wide.yaml")


@dataclass(frozen=True, slots=True)
class AppliedStack:
    """The result of a lifecycle, the state in its middle, and what `drift` would find right after the apply."""

    environment: Environment
    result: Result
    state: dict[str, Any]
    drift: list[Drift]


@pytest.fixture(scope="session")
def emulators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulators]:
    """One pair of emulators for all: names carry the suffix of their environment, as they must in one account."""
    with emulators_for_terraform(tmp_path_factory.mktemp("emulators")) as running:
        yield running


@dataclass(frozen=True, slots=True)
class LifecycleRuns:
    """The lifecycles that are under way."""

    environments: dict[str, Future[AppliedStack]]
    upgrade: Future[Upgrade]
    account: LifecycleRun


@pytest.fixture(scope="session")
def lifecycles(emulators: Emulators, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LifecycleRuns]:
    """Every shipped environment, a throw-away copy, and a stack that is changed edit by edit: side by side."""
    folder = tmp_path_factory.mktemp("lifecycles")
    chosen = {name: resolve_file(SPECS / f"{name}.yaml") for name in SHIPPED}
    chosen[COPY] = resolve_file(SPECS / "dev.yaml", overrides=overrides(COPY))
    chosen[WIDE] = resolve_file(WIDE_SPEC)
    environments = [resolved.environment for resolved in chosen.values()]
    folders = {file.parent.name: file.parent for file in synthesize(environments, folder / "out")}
    account = _applied_account(emulators, folder / "account")
    with ThreadPoolExecutor(max_workers=len(chosen) + 1) as pool:
        try:
            upgrade = pool.submit(run_upgrade, emulators, folder / "upgrade")
            applied_stack = {
                name: pool.submit(_run_lifecycle, resolved, folders[f"tap-stack-{name}"], emulators)
                for name, resolved in chosen.items()
            }
            yield LifecycleRuns(applied_stack, upgrade, account)
        finally:
            emulators.cancelled.set()


@pytest.fixture(scope="session")
def account_stack(lifecycles: LifecycleRuns, emulators: Emulators) -> Result:
    """The lifecycle of the account's own stack: applied before all environments, destroyed after the last."""
    for running in (*lifecycles.environments.values(), lifecycles.upgrade):
        running.exception()
    with shared_machine(STEP, emulators.check):
        destroy_stack(lifecycles.account)
    return lifecycles.account.result


def _applied_account(emulators: Emulators, out: Path) -> LifecycleRun:
    (file,) = synthesize([resolve_account(SPECS / "account.yaml").account], out)
    run = LifecycleRun(file.parent, emulators, lambda text: None)
    with shared_machine(STEP, emulators.check):
        apply_and_plan(run)
    return run


@pytest.fixture(scope="session")
def checked_requests(lifecycles: LifecycleRuns, emulators: Emulators) -> CheckedRequests:
    """All that the provider has asked for while those stacks were applied, changed and destroyed."""
    for running in (*lifecycles.environments.values(), lifecycles.upgrade):
        running.exception()
    return check_requests(emulators.python, emulators.recordings())


def _run_lifecycle(resolved: Resolved, folder: Path, emulators: Emulators) -> AppliedStack:
    run = LifecycleRun(folder, emulators, lambda text: None)
    with shared_machine(STEP, emulators.check):
        run.apply()
    state = run.state()
    with shared_machine(STEP, emulators.check):
        run.plan_again()
        found = find_drift(run.terraform.shown(), SpecLines(resolved))
    with shared_machine(STEP, emulators.check):
        run.destroy()
    return AppliedStack(resolved.environment, run.result, state, found)
