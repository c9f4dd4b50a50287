"""The stack under test: a small spec, synthesized, and brought about with the real Terraform."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.pipeline import load_environment
from generator.synth import synthesize
from generator.verify.terraform import Terraform, environment_for
from tests.e2e.data_plane.emulator import Emulator
from tests.support.postgres import Postgres
from tests.support.terraform import require_terraform

SUFFIX = "pay"
DOMAIN = "payments.example.com"
# What the way of a payment does not touch: it would only cost time.
LEFT_OUT = ("aws_cloudwatch_dashboard", "aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm")
# What MiniStack cannot do: the association of a subnet is looked up by one filter that it ignores; no logging of WAF.
EMULATOR_CANNOT: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "aws_network_acl": {"network-acl-database": {"subnet_ids": []}},
    "aws_wafv2_web_acl_logging_configuration": {"waf-logging": {"count": 0}},
}
PROVIDER = {
    "access_key": "test",
    "secret_key": "test",
    "skip_credentials_validation": True,
    "skip_metadata_api_check": "true",
    "s3_use_path_style": True,
    "max_retries": 3,
}


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of payments by colour, out of a hundred."""

    blue: int
    green: int


@dataclass(slots=True)
class Deployment:
    """A folder with the stack and its state. Each `apply` is what a person does after editing the spec."""

    folder: Path
    terraform: Terraform

    def apply(self, spec: Mapping[str, Any]) -> int:
        """Synthesize and apply; how many resources were made, changed or removed."""
        (file,) = synthesize([load_environment(spec)], self.folder / "out")
        shutil.copytree(file.parent, self.terraform.folder, dirs_exist_ok=True)
        stack = json.loads(file.read_text(encoding="utf-8"))
        (self.terraform.folder / "emulator_override.tf.json").write_text(json.dumps(_override(stack)))
        self.terraform.initialize(backend=True)
        return self.terraform.apply()


def deployment(folder: Path, emulator: Emulator) -> Deployment:
    """An empty deployment that goes to the emulator."""
    scratch = folder / "scratch"
    scratch.mkdir()
    variables = {**os.environ, **emulator.variables(), "PAYINFRA_TF_MIRROR": str(require_terraform())}
    return Deployment(folder, Terraform(scratch, environment_for(scratch, variables)))


def spec_of(
    postgres: Postgres, database: str, queue_arn: str, *, version: int = 1, weights: Weights | None = None
) -> dict[str, Any]:
    """The spec of an environment with all that a payment passes.

    From its second version on, transaction processing has other settings and green goes to them, blue to version 1.
    """
    trust = [{"name": "DATABASE_CA_FILE", "value": str(postgres.ca_file)}]
    processing: dict[str, Any] = {"name": "transaction-processing", "environment": trust}
    if version > 1:
        processing |= {"memoryMegabytes": 1024 + version, "aliases": {"blue": {"version": "1"}}}
    target: dict[str, Any] = {"name": "transaction-processing"}
    if weights is not None:
        target["weights"] = {"blue": weights.blue, "green": weights.green}
    subscriber = {"name": "queue", "protocol": "sqs", "endpoint": queue_arn, "rawDelivery": True}
    return {
        "environmentSuffix": SUFFIX,
        "network": {"nat": "none", "interfaceEndpoints": ["secretsmanager", "sns", "ssm"]},
        "database": {"readers": {"count": 0}, "databaseName": database, "masterUsername": postgres.username},
        "functions": [
            processing,
            {"name": "credential-rotation", "environment": trust},
            {"name": "database-migration", "environment": trust, "runOnDeploy": True},
        ],
        "loadBalancer": {"certificate": {"domain": DOMAIN}, "targets": [target]},
        "topics": [{"name": "failed-transactions", "subscriptions": [subscriber]}],
        "api": {"endpointType": "REGIONAL", "throttle": {"requestsPerSecond": 5000, "burst": 5000}},
    }


def _override(stack: Mapping[str, Any]) -> dict[str, Any]:
    left_out = {kind: {name: {"count": 0} for name in stack["resource"].get(kind, {})} for kind in LEFT_OUT}
    return {
        "terraform": {"backend": {"local": {"path": "terraform.tfstate"}}},
        "provider": {"aws": [PROVIDER]},
        "resource": {**left_out, **EMULATOR_CANNOT},
    }
