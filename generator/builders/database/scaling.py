"""Readers that come and go with the load.

Terraform does not know the readers that Application Auto Scaling adds, and a cluster that still has one cannot be
destroyed: lower `maximum` to `count`, apply, and destroy when they are gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.planning.naming import Naming
from generator.spec.model.database import Readers
from generator.stack_plan import Scope, aws, step

DIMENSION = "rds:cluster:ReadReplicaCount"
METRICS = {"cpu": "RDSReaderAverageCPUUtilization", "connections": "RDSReaderAverageDatabaseConnections"}


@step
def build_reader_scaling(
    scope: Scope, readers: Readers, naming: Naming, *, cluster_identifier: str, after: Sequence[Any]
) -> None:
    """Scale readers between those of the spec and its maximum, if it is enabled."""
    scaling = readers.autoscaling
    if not scaling.enabled:
        return
    name = naming.name("scaling-policy", "aurora-readers")
    target = aws.AppautoscalingTarget(
        scope,
        "scaling-target-aurora-readers",
        service_namespace="rds",
        scalable_dimension=DIMENSION,
        resource_id=f"cluster:{cluster_identifier}",
        min_capacity=readers.count,
        max_capacity=scaling.maximum,
        depends_on=list(after),
        tags={"Name": naming.name("scaling-target", "aurora-readers")},
    )
    aws.AppautoscalingPolicy(
        scope,
        "scaling-policy-aurora-readers",
        name=name,
        policy_type="TargetTrackingScaling",
        service_namespace=target.service_namespace,
        scalable_dimension=target.scalable_dimension,
        resource_id=target.resource_id,
        target_tracking_scaling_policy_configuration=aws.AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration(
            target_value=scaling.target,
            scale_in_cooldown=scaling.scale_in_cooldown_seconds,
            scale_out_cooldown=scaling.scale_out_cooldown_seconds,
            predefined_metric_specification=(
                aws.AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification(
                    predefined_metric_type=METRICS[scaling.metric]
                )
            ),
        ),
    )
