"""The stack under test: a small spec, synthesized, and brought about with the real Terraform."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.spec.load import load_file
from generator.spec.node import to_plain
from generator.synthesis.synthesize import synthesize
from generator.validation.load import load_environment
from generator.verify.emulators.override import skipped_data_sources
from generator.verify.emulators.state_server import StateServer
from generator.verify.plan import Change
from generator.verify.terraform import Terraform
from generator.verify.terraform_environment import environment_for
from tests.e2e.data_plane.emulator import Emulator
from tests.support.postgres import Postgres
from tests.support.terraform import require_terraform

SUFFIX = "pay"
DOMAIN = "payments.example.com"
# What the way of a payment does not touch: it would only cost time.
LEFT_OUT = (
    "aws_cloudwatch_dashboard",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_metric_alarm",
    "aws_db_event_subscription",  # MiniStack knows no events of RDS
)
# What MiniStack cannot do: the association of a subnet is looked up by one filter that it ignores; no logging of WAF.
EMULATOR_CANNOT: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "aws_network_acl": {"network-acl-database": {"subnet_ids": []}},
    "aws_wafv2_web_acl_logging_configuration": {"waf-logging": {"count": 0}},
}
# What it forgets would be set once more by the next apply, beside what the edit of the spec changes.
FORGOTTEN: Mapping[str, str | Sequence[str]] = {
    "aws_api_gateway_usage_plan": "all",
    "aws_dynamodb_table": ["point_in_time_recovery"],
    "aws_flow_log": "all",
    "aws_lb": ["enforce_security_group_inbound_rules_on_private_link_traffic"],
    "aws_rds_cluster": [
        "database_insights_mode",
        "performance_insights_enabled",
        "performance_insights_kms_key_id",
        "performance_insights_retention_period",
    ],
    "aws_rds_cluster_instance": ["performance_insights_kms_key_id"],
    "aws_vpc_endpoint": ["policy", "private_dns_enabled"],
}
BASE = Path(__file__).resolve().parents[3] / "specs" / "base.yaml"
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
    states: StateServer

    def apply(self, spec: Mapping[str, Any]) -> list[Change]:
        """Synthesize, plan and apply; what was made, changed or removed.

        The state is taken for what there is: drift is looked at where whole stacks are applied.
        """
        (file,) = synthesize([load_environment(spec)], self.folder / "out")
        shutil.copytree(file.parent, self.terraform.folder, dirs_exist_ok=True)
        stack = json.loads(file.read_text(encoding="utf-8"))
        (self.terraform.folder / "emulator_override.tf.json").write_text(
            json.dumps(_override(stack, self.states.backend(SUFFIX)))
        )
        self.terraform.initialize(backend=True)
        changes = self.terraform.planned(refresh=False)
        done = self.terraform.apply_planned()
        assert done == sum(2 if change.is_replacement else 1 for change in changes)
        return changes

    def attributes(self, kind: str, name: str) -> dict[str, Any]:
        """What the state knows of a resource."""
        (found,) = (
            item for item in self.states.state(SUFFIX)["resources"] if (item["type"], item["name"]) == (kind, name)
        )
        attributes: dict[str, Any] = found["instances"][0]["attributes"]
        return attributes


def deployment(folder: Path, emulator: Emulator, states: StateServer) -> Deployment:
    """An empty deployment that goes to the emulator."""
    scratch = folder / "scratch"
    scratch.mkdir()
    variables = {**os.environ, **emulator.variables(), "PAYINFRA_TF_MIRROR": str(require_terraform())}
    return Deployment(folder, Terraform(scratch, environment_for(scratch, variables)), states)


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
    shipped = to_plain(load_file(BASE))["api"]
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
        "api": {
            "endpointType": "REGIONAL",
            "throttle": {"requestsPerSecond": 5000, "burst": 5000},
            # Refunds, reversals and decisions, as all shipped environments have them.
            **{part: shipped[part] for part in ("models", "routes")},
        },
    }


def _override(stack: Mapping[str, Any], backend: Mapping[str, Any]) -> dict[str, Any]:
    declared = stack["resource"]
    left_out = {kind: {name: {"count": 0} for name in declared.get(kind, {})} for kind in LEFT_OUT}
    forgotten = {
        kind: {name: {"lifecycle": {"ignore_changes": attributes}} for name in declared.get(kind, {})}
        for kind, attributes in FORGOTTEN.items()
    }
    return {
        "terraform": {"backend": backend},
        "provider": {"aws": [PROVIDER]},
        "resource": {**left_out, **forgotten, **EMULATOR_CANNOT},
        "data": skipped_data_sources(stack),
    }
