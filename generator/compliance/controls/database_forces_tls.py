"""The database refuses connections without TLS 1.2, and its proxy does so too."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.database import parameters
from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true

CODE = "C-TLS005"
TITLE = "The database and its proxy require TLS 1.2"
REQUIREMENTS = ("2.2.7", "4.2.1", "8.3.2")
SEVERITY: Severity = "critical"


def _cluster(force: str) -> Example:
    group = {
        "parameter": [
            {"name": "rds.force_ssl", "value": force},
            {"name": "ssl_min_protocol_version", "value": "TLSv1.2"},
        ]
    }
    cluster = {"db_cluster_parameter_group_name": "${aws_rds_cluster_parameter_group.g.name}"}
    return {"resource": {"aws_rds_cluster": {"c": cluster}, "aws_rds_cluster_parameter_group": {"g": group}}}


GOOD: Example = _cluster("1")
BAD: Example = _cluster("0")


def check(stack: Stack) -> Iterator[Evidence]:
    for cluster in stack.of("aws_rds_cluster"):
        group = stack.follow(cluster.get("db_cluster_parameter_group_name"), "aws_rds_cluster_parameter_group")
        if group is None:
            yield missing(cluster.address, "has no parameter group that forces TLS", "db_cluster_parameter_group_name")
            continue
        values = parameters(group)
        for name, good in (("rds.force_ssl", ("1", "on")), ("ssl_min_protocol_version", ("TLSv1.2", "TLSv1.3"))):
            yield Evidence(group.address, f"parameter[{name}]", values.get(name), values.get(name) in good)
    for proxy in stack.of("aws_db_proxy"):
        yield observe(proxy, "require_tls", is_true(proxy.get("require_tls")))
