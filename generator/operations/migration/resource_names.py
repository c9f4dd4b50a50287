"""Name the resources that the runbook works on, as AWS knows them."""

from __future__ import annotations

from dataclasses import dataclass

from generator.planning.naming import Naming, stack_name
from generator.planning.planned_rollout import FUNCTION, PlannedRollout
from generator.planning.rollout_settings import machine_name
from generator.spec.model import Environment

# What the section `migration` brings (schemas/migration.schema.json).
RELAY, REPLICATOR, CLAIMS, ROLLOUT = "payment-relay", "database-replication", "payment-claims", "migration"
PROCESSING = "transaction-processing"
UNKNOWN_INDEX, UNKNOWN = "unknown", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceNames:
    """Names of functions, the table of claims, the rollout's machine, the cluster, and the folder of the stack."""

    relay: str
    replicator: str
    processing: str
    control: str
    claims: str
    machine: str
    cluster: str
    instance: str
    folder: str
    guards: tuple[str, ...]


def resource_names(env: Environment, planned: PlannedRollout) -> ResourceNames:
    """Return the names in an environment."""
    naming = Naming(env.environment_suffix)
    return ResourceNames(
        relay=naming.name("lambda", RELAY),
        replicator=naming.name("lambda", REPLICATOR),
        processing=naming.name("lambda", PROCESSING),
        control=naming.name("lambda", FUNCTION),
        claims=naming.name("table", CLAIMS),
        machine=machine_name(planned),
        cluster=naming.name("aurora"),
        instance=naming.name("aurora", "1"),
        folder=f"cdktf.out/stacks/{stack_name(env)}",
        guards=tuple(planned.guard_names()),
    )


def secret_name(env: Environment, name: str) -> str:
    """Return the name that a secret of the spec has in AWS."""
    return Naming(env.environment_suffix).name("secret", name)
