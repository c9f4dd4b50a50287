"""One task after the other, between the endpoints of both databases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.aws.dms import TASK_SETTINGS
from generator.builders.encryption import KeyExports
from generator.builders.migration.dms.endpoints import build_endpoints
from generator.builders.migration.dms.instance import build_instance
from generator.builders.network import NetworkExports
from generator.builders.secrets import SecretExports
from generator.planning.dms import DmsTask, dms_tasks
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.database import Database
from generator.spec.model.migration import Migration
from generator.stack_plan import Fn, Scope, aws, step

# The field of a task's id in its ARN: CloudWatch knows the task by it, and not by its name.
TASK_ID = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DmsExports:
    """What CloudWatch calls the instance, and each task by its name in the plan."""

    instance_id: str
    task_ids: Mapping[str, str]


@step
def build_dms(
    scope: Scope,
    move: Migration,
    naming: Naming,
    *,
    account: Account,
    keys: KeyExports,
    network: NetworkExports,
    secrets: Mapping[str, SecretExports],
    database: Database,
) -> DmsExports | None:
    """Build the instance, the endpoints and the tasks; None where DMS replicates nothing."""
    tasks = dms_tasks(move)
    if not tasks or move.source is None:
        return None
    endpoints = build_endpoints(
        scope, move, move.source, tasks, naming, account=account, keys=keys, secrets=secrets, database=database
    )
    instance = build_instance(scope, move, move.source, naming, keys=keys, network=network)
    ids = {task.name: _task(scope, task, naming, instance, endpoints) for task in tasks}
    return DmsExports(instance_id=instance.replication_instance_id, task_ids=ids)


def _task(scope: Scope, task: DmsTask, naming: Naming, instance: Any, endpoints: Mapping[tuple[str, str], str]) -> str:
    """The task, not started. Returns the id that CloudWatch knows it by."""
    name = naming.name("dms-task", task.name)
    replication_task = aws.DmsReplicationTask(
        scope,
        f"dms-task-{task.name}",
        replication_task_id=name,
        migration_type="full-load-and-cdc",
        replication_instance_arn=instance.replication_instance_arn,
        source_endpoint_arn=endpoints[task.reads, "source"],
        target_endpoint_arn=endpoints[task.writes, "target"],
        table_mappings=task.mappings,
        replication_task_settings=json.dumps(TASK_SETTINGS),
        start_replication_task=False,
        tags={"Name": name},
    )
    return str(Fn.element(Fn.split(":", replication_task.replication_task_arn), TASK_ID))
