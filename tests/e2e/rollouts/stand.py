"""A stack with three rollouts on an emulator that runs its functions, its balancer and its state machines.

The stack is synthesized, cut down to what rollouts need, and applied with the real Terraform; the policies of roles are
held to. What AWS does and the emulator does not, callers do: they publish the balancer's counts from what answers them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generator.operations.live_rollout import LiveRollout
from generator.operations.rollout_plan import select_rollout
from generator.synthesis.synthesize import synthesize
from generator.validation.load import load_environment
from generator.verify.emulators.state_server import running_state_server
from generator.verify.plan import Change
from generator.verify.terraform import Terraform
from generator.verify.terraform_environment import environment_for
from tests.e2e.data_plane.emulator import REGION, Emulator, running_emulator
from tests.e2e.rollouts.command import expected
from tests.e2e.rollouts.environment import ROLLOUTS, SUFFIX, needed, override, spec
from tests.e2e.rollouts.live import Live, subscribed
from tests.e2e.rollouts.pace import faster
from tests.support.terraform import require_terraform
from tests.support.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[3]
# What rollouts own, and so what a plan in their middle must leave alone.
OWNED = ("aws_lambda_alias", "aws_lb_listener_rule", "aws_sfn_state_machine", "aws_ssm_parameter")


@dataclass(slots=True)
class Stand:
    """The applied stack, its spec as a file, and its rollouts by name."""

    emulator: Emulator
    terraform: Terraform
    folder: Path
    spec: Path
    stack: dict[str, Any]
    rollouts: dict[str, Live]
    backend: Mapping[str, Any]

    @property
    def release(self) -> Live:
        return self.rollouts["release"]

    def apply(self, version: str) -> list[Change]:
        """Change the code of all functions and apply; the changes of what the release owns."""
        self._write(version)
        changes = self.terraform.planned()
        self.terraform.apply_planned()
        for rollout in self.rollouts.values():
            rollout.newest = version
        return self._of_release(changes)

    def planned(self) -> list[Change]:
        """What Terraform would change of what the release owns; others are released beside it, without Terraform."""
        return self._of_release(self.terraform.planned())

    def command(self, *words: str) -> subprocess.Popen[str]:
        """Run `payinfra` as a person does: a process of its own, with credentials of the account."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.rollouts.command", *words],
            cwd=ROOT,
            env={**os.environ, **self.emulator.variables()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, code: int = 0) -> str:
        """Run `payinfra` to its end; what it has printed."""
        process = self.command(*words)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == code, f"{words}: {process.returncode}: {out}{err}"
        return out if code in (0, 1) else err

    def moves(self, since: float) -> list[tuple[str, int]]:
        """The calls that moved a rule of the release since a time, oldest first: the rule's ARN, and what green got."""
        trail = self.emulator.client("cloudtrail")
        source = {"AttributeKey": "EventSource", "AttributeValue": "elasticloadbalancing.amazonaws.com"}
        pages = trail.get_paginator("lookup_events").paginate(LookupAttributes=[source], StartTime=since)
        events = sorted((event for page in pages for event in page["Events"]), key=lambda event: event["EventTime"])
        recent = (event for event in events if event["EventTime"].timestamp() >= since)
        every = [json.loads(event["CloudTrailEvent"])["requestParameters"] for event in recent]
        found = [given for given in every if given.get("Action") == "ModifyRule"]
        greens = {target["groups"]["green"] for target in self.release.settings["targets"]}
        rules = {rule["arn"] for rule in self.release.settings["rules"]}
        return [(given["RuleArn"], _green(given, greens)) for given in found if given["RuleArn"] in rules]

    def _of_release(self, changes: list[Change]) -> list[Change]:
        others = [name for rollout in ROLLOUTS if rollout != "release" for name in ROLLOUTS[rollout]]
        owned = [change for change in changes if change.address.startswith(OWNED)]
        return [change for change in owned if not any(name in change.address for name in others)]

    def _write(self, version: str) -> None:
        laid_over = override(self.stack, self.backend, self.folder, version, self.folder.parent)
        (self.folder / "emulator_override.tf.json").write_text(json.dumps(laid_over))


def _green(given: dict[str, str], greens: set[str]) -> int:
    prefix = "Actions.member.1.ForwardConfig.TargetGroups.member"
    return next(int(given[f"{prefix}.{n}.Weight"]) for n in (1, 2) if given[f"{prefix}.{n}.TargetGroupArn"] in greens)


@contextmanager
def running_stand(folder: Path) -> Iterator[Stand]:
    """Start an emulator and apply the stack to it."""
    with running_emulator(folder, records_calls=True) as emulator, running_state_server() as states:
        environment, work, file = load_environment(spec()), folder / "stack", folder / "spec.yaml"
        file.write_text(f"# Three rollouts\n{yaml.safe_dump(spec(), sort_keys=False)}", encoding="utf-8")
        (synthesized,) = synthesize([environment], folder / "out", enforce_compliance=False)
        shutil.copytree(synthesized.parent, work)
        stack = json.loads(synthesized.read_text(encoding="utf-8"))
        (work / synthesized.name).write_text(json.dumps(faster(needed(stack))))
        variables = {**os.environ, **emulator.variables(), "PAYINFRA_TF_MIRROR": str(require_terraform())}
        terraform = Terraform(work, environment_for(work, variables))
        stand = Stand(emulator, terraform, work, file, stack, {}, states.backend(SUFFIX))
        stand._write("one")
        begun = time.monotonic()
        terraform.initialize(backend=True)
        terraform.planned(refresh=False)
        applied = terraform.apply_planned()
        print(f"\n{applied} resources applied in {time.monotonic() - begun:.0f} s")
        stand.rollouts |= rollouts_of(emulator, folder)
        yield stand


def rollouts_of(emulator: Emulator, folder: Path) -> dict[str, Live]:
    """Return the rollouts of an applied stack by name."""
    environment, notices = load_environment(spec()), subscribed(emulator)
    lives = {
        name: LiveRollout(select_rollout(environment, name), REGION, emulator.client, expected) for name in ROLLOUTS
    }
    return {
        name: Live(name, live, emulator, folder, notices, live.settings(), live.arn()) for name, live in lives.items()
    }


__all__ = ["SUFFIX", "Stand", "running_stand"]
