"""Collect the parts of a database cluster."""

from __future__ import annotations

from collections.abc import Mapping

from generator.compliance.stack import Resource, Stack


def parameters(group: Resource) -> Mapping[str, str]:
    """Return the parameters of a parameter group, by name."""
    return {str(item.get("name")): str(item.get("value")) for item in group.blocks("parameter")}


def cluster_parameters(stack: Stack, cluster: Resource) -> tuple[str, Mapping[str, str]]:
    """Return the address of a cluster's parameter group and its parameters; without one the cluster's address."""
    group = stack.follow(cluster.get("db_cluster_parameter_group_name"), "aws_rds_cluster_parameter_group")
    return (group.address, parameters(group)) if group else (cluster.address, {})


def instances(stack: Stack, cluster: Resource) -> list[Resource]:
    return stack.attached("aws_rds_cluster_instance", cluster, "cluster_identifier")
