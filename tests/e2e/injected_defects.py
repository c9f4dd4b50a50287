"""Proof that the end-to-end tests see: defects are planted into a synthesized stack, which is then really applied.

    python -m tests.e2e.injected_defects

All of them go into one stack, and each has to turn something red that was green without it: what the tests say of the
deployed parts (`wiring.py`), or a control. It takes one lifecycle, some minutes. Exit 1 where one is not seen.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from generator.compliance.controls import CONTROLS
from generator.compliance.stack import Stack
from generator.verify.emulators.servers import running_emulators
from generator.verify.lifecycle import LifecycleRun
from generator.verify.plan import values_by_address
from generator.verify.scratch_folder import scratch_folder
from generator.verify.stack_folder import STACK_FILE, read_stack
from tests.e2e.stacks import shipped_spec, synthesize_spec
from tests.e2e.wiring import faults

SUFFIX = "planted"
HALF = {"blue": 50, "green": 50}
TARGETS = ("payment-validation", "fraud-detection", "transaction-processing")
WEIGHTS = dict.fromkeys(TARGETS, HALF)
BEHIND = {target: {"blue": target, "green": target} for target in TARGETS}

Resources = dict[str, dict[str, dict[str, Any]]]


def open_the_database(resources: Resources) -> None:
    """One of the database's subnets takes the route table of the public ones."""
    associations = resources["aws_route_table_association"]
    public = associations["route-table-public-a_association"]["route_table_id"]
    associations["route-table-database-a_association"]["route_table_id"] = public


def listen_elsewhere(resources: Resources) -> None:
    """The balancer listens on a port to which nobody comes."""
    resources["aws_lb_listener"]["listener"]["port"] = 8443


def forget_a_permission(resources: Resources) -> None:
    """The balancer may call one colour of a function twice, and the other not at all."""
    permissions = resources["aws_lambda_permission"]
    blue = permissions["balancer-permission-blue-fraud-detection"]
    permissions["balancer-permission-green-fraud-detection"]["qualifier"] = blue["qualifier"]


def swap_target_groups(resources: Resources) -> None:
    """Blue stands behind green, and green behind blue."""
    rule = resources["aws_lb_listener_rule"]["listener-rule-blue-route-validate-payment"]["action"][0]
    other = resources["aws_lb_listener_rule"]["listener-rule-green-route-validate-payment"]["action"][0]
    rule["target_group_arn"], other["target_group_arn"] = other["target_group_arn"], rule["target_group_arn"]


# Each defect, and what a fault that shows it speaks of.
DEFECTS: Mapping[Callable[[Resources], None], str] = {
    open_the_database: "leads to the internet",
    listen_elsewhere: "nobody listens on 443",
    forget_a_permission: "the balancer may not call lambda-fraud-detection",
    swap_target_groups: "listener-rule-blue-route-validate-payment: /validations goes to",
}


def main() -> int:
    with scratch_folder() as scratch:
        folder = synthesize_spec({**shipped_spec("dev"), "environmentSuffix": SUFFIX}, scratch / "out")
        sound = read_stack(folder)
        planted = deepcopy(sound)
        seen_by = {}
        for plant in DEFECTS:
            one = deepcopy(sound)
            for stack in (one, planted):
                plant(stack["resource"])
            seen_by[plant] = _against(one) - _against(sound)
        (folder / STACK_FILE).write_text(json.dumps(planted), encoding="utf-8")
        deployed = _deployed_faults(folder, scratch)
    missed = 0
    for plant, words in DEFECTS.items():
        seen = [fault for fault in deployed if words in fault]
        missed += not seen
        sentence = (plant.__doc__ or "").strip()
        print(f"{'red' if seen else 'MISSED'}: {sentence}\n  deployed: {'; '.join(seen) or 'nothing'}")
        print(f"  controls: {', '.join(sorted(seen_by[plant])) or 'none'}")
    return 1 if missed else 0


def _against(stack: Mapping[str, Any]) -> set[str]:
    seen = Stack(stack)
    return {control.CODE for control in CONTROLS if any(not item.ok for item in control.check(seen))}


def _deployed_faults(folder: Path, scratch: Path) -> list[str]:
    with running_emulators(scratch / "emulators") as emulators:
        run = LifecycleRun(folder, emulators, lambda text: print(text, flush=True))
        run.apply()
        found = faults(values_by_address(run.state()), SUFFIX, WEIGHTS, BEHIND)
        run.destroy()
    return found


if __name__ == "__main__":
    sys.exit(main())
