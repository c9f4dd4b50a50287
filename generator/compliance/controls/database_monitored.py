"""The database has enhanced monitoring, and takes security patches automatically."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true, number

CODE = "C-DBS002"
TITLE = "Database instances are watched and patched"
REQUIREMENTS = ("6.3.3", "10.7.2")
SEVERITY: Severity = "medium"
_INSTANCE = {
    "monitoring_interval": 60,
    "monitoring_role_arn": "${aws_iam_role.r.arn}",
    "auto_minor_version_upgrade": True,
    "performance_insights_enabled": True,
}
GOOD: Example = {"resource": {"aws_iam_role": {"r": {}}, "aws_rds_cluster_instance": {"i": _INSTANCE}}}
BAD: Example = {"resource": {"aws_rds_cluster_instance": {"i": {**_INSTANCE, "auto_minor_version_upgrade": False}}}}

# Certificate authorities that RDS still supports. Source: RDS user guide, "Certificate authorities".
AUTHORITIES = (None, "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")


def check(stack: Stack) -> Iterator[Evidence]:
    for instance in stack.of("aws_rds_cluster_instance"):
        upgrades = is_true(instance.get("auto_minor_version_upgrade", True))
        yield observe(instance, "auto_minor_version_upgrade", upgrades, "on where it is unset")
        yield observe(
            instance, "monitoring_interval", (number(instance.get("monitoring_interval", 0)) or 0) > 0, "seconds"
        )
        role = stack.follow(instance.get("monitoring_role_arn"), "aws_iam_role")
        if instance.get("monitoring_role_arn") is None or role is None:
            yield missing(instance.address, "has no role to be watched with", "monitoring_role_arn")
        yield observe(instance, "performance_insights_enabled", is_true(instance.get("performance_insights_enabled")))
        yield observe(instance, "ca_cert_identifier", instance.get("ca_cert_identifier") in AUTHORITIES)
    for cluster in stack.of("aws_rds_cluster"):
        yield observe(cluster, "performance_insights_enabled", is_true(cluster.get("performance_insights_enabled")))
        path = "allow_major_version_upgrade"
        # An upgrade that is made now is on purpose, and rule DBS017 says that the permission goes with it.
        held = not is_true(cluster.get(path)) or is_true(cluster.get("apply_immediately"))
        yield observe(cluster, path, held, "a major version is changed on purpose")
