"""A stack with a rollout on an emulator that runs its functions, its balancer and its state machines.

The stack is synthesized, cut down to what the rollout needs, and applied with the real Terraform; the policies of roles
are held to. Time runs faster: the seconds in the machine's definition are replaced, its states are not. What AWS does
and the emulator does not, the stand does: it publishes the balancer's counts, which it takes from the callers' answers.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.operations.live_rollout import LiveRollout
from generator.operations.rollout_plan import expected_machine, the_rollout
from generator.planning.rollouts import PlannedRollout
from generator.synthesis.synthesize import synthesize
from generator.validation.validate import load_environment
from generator.verify.plan import Change
from generator.verify.terraform import Terraform, environment_for
from tests.e2e.data_plane.deployment import PROVIDER
from tests.e2e.data_plane.emulator import REGION, Emulator, running_emulator
from tests.e2e.rollouts.part import Key, part_of
from tests.support.terraform import require_terraform

SUFFIX = "roll"
BALANCER = f"alb-{SUFFIX}"
FUNCTIONS = ("payment-validation", "fraud-detection")
ROLLED = ("route-validate-payment", "route-screen-payment")
# Seconds in place of those of the spec.
BAKE, POLL, DRAIN, WAIT = 5, 1, 3, 300
ALARM_PERIOD = 10
NAMESPACE = "Callers"
ENDPOINTS = ["elasticloadbalancing", "execute-api", "lambda", "monitoring", "secretsmanager", "sns", "ssm"]
CODE = """
import json, random, time
VERSION = {version!r}
{fault}
def handler(event, context):
    answer = {{"version": VERSION}}
    {work}
    return {{"statusCode": 200, "headers": {{"content-type": "application/json"}}, "body": json.dumps(answer)}}
"""
FAULTS: Mapping[str, Mapping[str, str]] = {
    "none": {},
    "errors": {"work": "if random.random() < 0.05: return {'statusCode': 500, 'body': json.dumps(answer)}"},
    "slow": {"work": "time.sleep(2)"},
    "import": {"fault": "raise ImportError('a package is missing')"},
}


def spec() -> dict[str, Any]:
    """The environment: a rollout over two targets, guarded by what callers meet."""
    alarms = [_alarm("green-errors", "Errors", "Sum", 3), _alarm("green-slow", "Seconds", "Maximum", 1)]
    rollout = {
        "name": "release",
        "targets": list(FUNCTIONS),
        "steps": [10, 50, 100],
        "bakeMinutes": 1,
        "guards": ["green-errors", "green-slow"],
        "minimumRequests": 20,
        "approval": {"before": [100]},
    }
    return {
        "environmentSuffix": SUFFIX,
        "network": {"nat": "none", "interfaceEndpoints": ENDPOINTS},
        "loadBalancer": {"certificate": {"domain": "payments.example.com"}},
        "monitoring": {"alarms": alarms},
        "rollouts": [rollout],
    }


def _alarm(name: str, metric: str, statistic: str, threshold: float) -> dict[str, Any]:
    query = {"name": "seen", "namespace": NAMESPACE, "metric": metric, "statistic": statistic}
    return {
        "name": name,
        "description": "what callers of green meet",
        "metrics": [query],
        "threshold": threshold,
        "evaluationPeriods": 1,
        "treatMissingData": "notBreaching",
    }


@dataclass(slots=True)
class Stand:
    """The applied stack. `live` is what the command line works with."""

    emulator: Emulator
    terraform: Terraform
    folder: Path
    live: LiveRollout
    newest: str = "one"

    def release(self, version: str, fault: str = "none") -> None:
        """Publish a version of both functions, to which green goes: what an apply does when code has changed."""
        client = self.emulator.client("lambda")
        self.newest = version
        for function in FUNCTIONS:
            name = f"lambda-{function}-{SUFFIX}"
            code = archive(function, version, fault)
            published = client.update_function_code(FunctionName=name, ZipFile=code, Publish=True)
            client.update_alias(FunctionName=name, Name="green", FunctionVersion=published["Version"])

    def apply(self, version: str) -> list[Change]:
        """Change the code of both functions and apply: the changes."""
        _write(self.folder, version)
        self.newest = version
        changes = self.terraform.planned()
        self.terraform.apply_planned()
        return changes

    def versions(self) -> dict[str, tuple[str, str]]:
        """Blue's and green's version of each function."""
        client = self.emulator.client("lambda")
        return {
            function: tuple(  # type: ignore[misc]  # two colours
                client.get_alias(FunctionName=f"lambda-{function}-{SUFFIX}", Name=colour)["FunctionVersion"]
                for colour in ("blue", "green")
            )
            for function in FUNCTIONS
        }

    def greens(self) -> list[int]:
        return self.live.greens(self.live.settings())


@contextmanager
def running_stand(folder: Path) -> Iterator[Stand]:
    """Start an emulator and apply the stack to it."""
    with running_emulator(folder) as emulator:
        work = folder / "stack"
        environment = load_environment(spec())
        (file,) = synthesize([environment], folder / "out", judged=False)
        shutil.copytree(file.parent, work)
        stack = json.loads(file.read_text(encoding="utf-8"))
        (work / file.name).write_text(json.dumps(faster(part_of(stack, _roots(stack)))))
        _write(work, "one")
        variables = {**os.environ, **emulator.variables(), "PAYINFRA_TF_MIRROR": str(require_terraform())}
        terraform = Terraform(work, environment_for(work, variables))
        terraform.initialize(backend=True)
        terraform.planned(refresh=False)
        terraform.apply_planned()
        live = LiveRollout(the_rollout(environment, None), REGION, emulator.client, _expected)
        yield Stand(emulator, terraform, work, live)


def archive(function: str, version: str, fault: str) -> bytes:
    """A function that says which version it is, with a fault."""
    given = {"fault": "", "work": "pass", **FAULTS[fault]}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as files:
        for name, text in (("__init__", ""), ("handler", CODE.format(version=version, **given))):
            files.writestr(zipfile.ZipInfo(f"{function.replace('-', '_')}/{name}.py"), text)
    return written.getvalue()


def faster(stack: dict[str, Any]) -> dict[str, Any]:
    """Replace the seconds of the machines; their states and choices stay as they are."""
    for machine in stack["resource"]["aws_sfn_state_machine"].values():
        machine["definition"] = json.dumps(faster_definition(json.loads(machine["definition"])))
    for alarm in stack["resource"]["aws_cloudwatch_metric_alarm"].values():
        alarm["period"] = ALARM_PERIOD
    return stack


def faster_definition(definition: dict[str, Any]) -> dict[str, Any]:
    """Replace the seconds of one machine."""
    for state in definition["States"].values():
        if "Seconds" in state:
            state["Seconds"] = DRAIN
        state |= {"Retry": [{**tried, "IntervalSeconds": 1, "BackoffRate": 1} for tried in state.get("Retry", ())]}
        if not state["Retry"]:
            del state["Retry"]
    quick = {"bakeSeconds": BAKE, "pollSeconds": POLL, "waitSeconds": WAIT, "metricSeconds": 1}
    definition["States"]["Settings"]["Result"] |= {**quick, "longestPollSeconds": POLL}
    return definition


def _expected(planned: PlannedRollout) -> dict[str, Any]:
    return faster_definition(copy.deepcopy(expected_machine(planned)))


def _roots(stack: Mapping[str, Any]) -> Iterator[Key]:
    wanted = ("aws_sfn_state_machine", "aws_cloudwatch_event_rule", "aws_cloudwatch_event_target")
    for kind in wanted:
        yield from (("resource", kind, name) for name in stack["resource"][kind])
    yield from (("resource", "aws_lb_listener_rule", f"listener-rule-{name}") for name in ROLLED)
    yield from (("resource", "aws_cloudwatch_metric_alarm", f"alarm-{name}") for name in ("green-errors", "green-slow"))
    yield ("resource", "aws_iam_role_policy", "rollouts-control-policy")
    for function in (*FUNCTIONS, "traffic-control"):
        yield from (("resource", "aws_lambda_alias", f"alias-{function}-{colour}") for colour in ("blue", "green"))


def _write(folder: Path, version: str) -> None:
    """The override: the emulator's provider, and functions that say their version."""
    functions = {}
    for function in FUNCTIONS:
        code = archive(function, version, "none")
        file = folder / f"{function}-{version}.zip"
        file.write_bytes(code)
        digest = base64.b64encode(hashlib.sha256(code).digest()).decode()
        functions[f"lambda-{function}"] = {"filename": str(file), "source_code_hash": digest}
    every = [f"lambda-{name}" for name in (*FUNCTIONS, "traffic-control")]
    settings = {name: {"replace_security_groups_on_destroy": False, **functions.get(name, {})} for name in every}
    override = {
        "terraform": {"backend": {"local": {"path": "terraform.tfstate"}}},
        "provider": {"aws": [PROVIDER]},
        "resource": {"aws_lambda_function": settings},
    }
    (folder / "emulator_override.tf.json").write_text(json.dumps(override))
