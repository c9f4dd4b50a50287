"""Capacity that follows the load: a target and a policy for reads and writes of a table and of each of its indexes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.planning.naming import Naming
from generator.spec.model.tables import Capacity, Table
from generator.stack_plan import Scope, aws

NAMESPACE = "dynamodb"


@dataclass(frozen=True, slots=True)
class Scaled:
    """One capacity that scales. `qualifier` is unique in the stack: names of a spec never hold two hyphens in a row.
    `name_qualifier` is the same for names in AWS, which a renamed table keeps."""

    qualifier: str
    name_qualifier: str
    resource_id: str
    unit: str
    direction: str
    capacity: Capacity


def build_table_scaling(scope: Scope, table: Table, naming: Naming, *, table_name: str) -> None:
    """Build autoscaling wherever a minimum and maximum leave room for it."""
    if table.provisioned:
        for scaled in _scaled(table, table_name):
            _scale(scope, scaled, naming)


def _scaled(table: Table, table_name: str) -> Iterator[Scaled]:
    owners: list[tuple[str, str, str, tuple[Capacity, Capacity]]] = [
        ("", f"table/{table_name}", "table", (table.read_capacity, table.write_capacity))
    ]
    for index in table.autoscaled_indexes():
        resource_id = f"table/{table_name}/index/{index.name}"
        owners.append((f"--{index.name}", resource_id, "index", (index.read_capacity, index.write_capacity)))
    for index_part, resource_id, unit, capacities in owners:
        for direction, capacity in zip(("Read", "Write"), capacities, strict=True):
            if capacity.scales:
                rest = f"{index_part}--{direction.lower()}"
                names = f"table-{table.name}{rest}", f"table-{table.name_in_aws}{rest}"
                yield Scaled(*names, resource_id, unit, direction, capacity)


def _scale(scope: Scope, scaled: Scaled, naming: Naming) -> None:
    target = aws.AppautoscalingTarget(
        scope,
        f"scaling-target-{scaled.qualifier}",
        service_namespace=NAMESPACE,
        scalable_dimension=f"dynamodb:{scaled.unit}:{scaled.direction}CapacityUnits",
        resource_id=scaled.resource_id,
        min_capacity=scaled.capacity.minimum,
        max_capacity=scaled.capacity.maximum,
        tags={"Name": naming.name("scaling-target", scaled.name_qualifier)},
    )
    metric = aws.AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification(
        predefined_metric_type=f"DynamoDB{scaled.direction}CapacityUtilization"
    )
    aws.AppautoscalingPolicy(
        scope,
        f"scaling-policy-{scaled.qualifier}",
        name=naming.name("scaling-policy", scaled.name_qualifier),
        policy_type="TargetTrackingScaling",
        # Referred to, so that the target is there first.
        service_namespace=target.service_namespace,
        scalable_dimension=target.scalable_dimension,
        resource_id=target.resource_id,
        target_tracking_scaling_policy_configuration=aws.AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration(
            target_value=scaled.capacity.target_utilization, predefined_metric_specification=metric
        ),
    )
