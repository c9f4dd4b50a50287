"""The environment under test, its stack cut down to what rollouts need, and what the emulator needs beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.e2e.data_plane.deployment import PROVIDER
from tests.e2e.rollouts.code import PUPPET_HANDLER, archive, with_puppet
from tests.e2e.rollouts.part import Key, part_of

SUFFIX = "roll"
# Each rollout, its functions, and the rules that it moves.
ROLLOUTS: Mapping[str, tuple[str, ...]] = {
    "release": ("payment-validation", "fraud-detection"),
    "killed": ("transaction-processing",),
    "aborted": ("credential-rotation",),
}
CONTROL = "traffic-control"
PATHS = {
    "payment-validation": "/validations",
    "fraud-detection": "/screenings",
    "transaction-processing": "/payments",
    "credential-rotation": "/rotations",
}
NAMESPACE = "Callers"
ENDPOINTS = ["elasticloadbalancing", "execute-api", "lambda", "monitoring", "secretsmanager", "sns", "ssm"]
GUARDS = {"green-errors": ("Errors", "Sum", 3), "green-slow": ("Seconds", "Maximum", 1.9)}
# Guards of those that are disturbed: what ails the others is none of theirs.
CALM = {"others-errors": ("OtherErrors", "Sum", 3)}


def spec() -> dict[str, Any]:
    """A rollout over two targets, guarded by what callers meet; and two small ones, to be killed and aborted."""
    release = {"steps": [10, 50, 100], "minimumRequests": 20, "guards": [*GUARDS]}
    brief = {"steps": [100], "minimumRequests": 0, "guards": [*CALM]}
    settings = {"release": release, "killed": brief, "aborted": brief}
    warm = {"blue": {"provisionedConcurrency": 1}}
    return {
        "environmentSuffix": SUFFIX,
        "network": {"nat": "none", "interfaceEndpoints": ENDPOINTS},
        "functions": [
            {"name": "fraud-detection", "aliases": warm},
            {"name": "credential-rotation", "reservedConcurrency": 50, "timeoutSeconds": 28},
        ],
        "api": {
            "routes": [{"name": "rotate", "method": "POST", "path": "/rotations", "target": "credential-rotation"}],
        },
        "loadBalancer": {
            "certificate": {"domain": "payments.example.com"},
            "targets": [{"name": "credential-rotation"}],
        },
        "monitoring": {"alarms": [_alarm(name, *given) for name, given in {**GUARDS, **CALM}.items()]},
        "rollouts": [
            {
                "name": name,
                "targets": list(targets),
                "bakeMinutes": 1,
                "approval": {"before": [100]},
                **settings[name],
            }
            for name, targets in ROLLOUTS.items()
        ],
    }


def needed(stack: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a stack that rollouts need. The functions' code is replaced, and so is what that needs."""
    for targets in ROLLOUTS.values():
        for function in targets:
            for name in ("environment", "depends_on"):
                stack["resource"]["aws_lambda_function"][f"lambda-{function}"].pop(name, None)
            for colour in ("blue", "green"):
                stack["resource"]["aws_lambda_alias"][f"alias-{function}-{colour}"].pop("depends_on", None)
    return part_of(stack, _roots(stack["resource"]))


def override(
    stack: Mapping[str, Any], backend: Mapping[str, Any], folder: Path, version: str, puppet: Path
) -> dict[str, Any]:
    """Return what is laid over a stack in a folder: backend, the emulator's provider, and functions of a version."""
    functions = stack["resource"]["aws_lambda_function"]
    settings = {}
    for targets in ROLLOUTS.values():
        for function in targets:
            settings[f"lambda-{function}"] = _code(archive(function, version), folder / f"{function}-{version}.zip")
    built = folder / functions[f"lambda-{CONTROL}"]["filename"]
    control = _code(with_puppet(built, puppet), folder / f"{CONTROL}.zip")
    settings[f"lambda-{CONTROL}"] = {**control, "handler": PUPPET_HANDLER}
    return {
        "terraform": {"backend": backend},
        "provider": {"aws": [PROVIDER]},
        "resource": {"aws_lambda_function": settings},
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


def _code(code: bytes, file: Path) -> dict[str, Any]:
    file.write_bytes(code)
    digest = base64.b64encode(hashlib.sha256(code).digest()).decode()
    return {"filename": str(file), "source_code_hash": digest, "replace_security_groups_on_destroy": False}


def _roots(resources: Mapping[str, Any]) -> Iterator[Key]:
    whole = ("aws_sfn_state_machine", "aws_cloudwatch_event_rule", "aws_cloudwatch_event_target")
    for kind in whole:
        yield from (("resource", kind, name) for name in resources[kind])
    yield from (("resource", "aws_cloudwatch_metric_alarm", f"alarm-{name}") for name in (*GUARDS, *CALM))
    yield ("resource", "aws_iam_role_policy", "rollouts-control-policy")
    yield ("resource", "aws_lambda_provisioned_concurrency_config", "alias-fraud-detection-blue-provisioned")
    for function in (*(name for targets in ROLLOUTS.values() for name in targets), CONTROL):
        yield from (("resource", "aws_lambda_alias", f"alias-{function}-{colour}") for colour in ("blue", "green"))
