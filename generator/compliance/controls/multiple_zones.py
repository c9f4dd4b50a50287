"""Every tier is in three availability zones, and in each uses its own NAT gateway."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.database import instances
from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.topology import zones

CODE = "C-AVL001"
TITLE = "Every tier stands in three zones"
REQUIREMENTS = ("2.2.1",)
SEVERITY: Severity = "high"
_SUBNETS = {name: {"availability_zone": f"us-east-1{name}"} for name in "abc"}
_THREE = [f"${{aws_subnet.{name}.id}}" for name in "abc"]
GOOD: Example = {"resource": {"aws_subnet": _SUBNETS, "aws_db_subnet_group": {"g": {"subnet_ids": _THREE}}}}
BAD: Example = {"resource": {"aws_subnet": _SUBNETS, "aws_db_subnet_group": {"g": {"subnet_ids": _THREE[:2]}}}}

FEWEST = 3
PATHS = {
    "aws_db_proxy": "vpc_subnet_ids",
    "aws_db_proxy_endpoint": "vpc_subnet_ids",
    "aws_db_subnet_group": "subnet_ids",
    "aws_lambda_function": "vpc_config.subnet_ids",
    "aws_lb": "subnets",
}


def check(stack: Stack) -> Iterator[Evidence]:
    for resource in stack.of(*PATHS):
        path = PATHS[resource.type]
        found = sorted(zones(stack, resource.get(path)))
        yield observe(resource, path, len(found) >= FEWEST, f"{len(found)} zones", observed=", ".join(found))
    for cluster in stack.of("aws_rds_cluster"):
        found_instances = instances(stack, cluster)
        yield observe(
            cluster,
            "availability_zones",
            len(found_instances) >= 2,
            "instances: one to write, one to take over",
            observed=[instance.address for instance in found_instances],
        )
        apart = {instance.get("availability_zone", instance.address) for instance in found_instances}
        ok = len(apart) >= min(2, len(found_instances))
        yield observe(cluster, "availability_zones", ok, "the zones of its instances", observed=sorted(map(str, apart)))
    for balancer in stack.of("aws_lb"):
        if balancer.get("load_balancer_type") in ("network", "gateway"):
            path = "enable_cross_zone_load_balancing"
            yield observe(balancer, path, bool(balancer.get(path)), "a zone without targets must not fail its callers")
