"""The database logs who connects and what is changed, and never a value: values could be card holders' data."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.database import cluster_parameters
from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true, listed

CODE = "C-LOG002"
TITLE = "The database logs connections and changes, but no values"
REQUIREMENTS = ("3.3.1", "3.4.1", "10.2.1", "10.2.1.2", "10.2.1.5")
SEVERITY: Severity = "high"

SET = {
    "log_connections": ("1", "on"),
    "log_disconnections": ("1", "on"),
    "log_min_duration_statement": ("-1",),
    "log_parameter_max_length_on_error": ("0", None),
    "log_statement": ("none",),
    "pgaudit.log_parameter": ("0", "off"),
}


def _cluster(exports: list[str]) -> Example:
    values = {name: good[0] for name, good in SET.items()} | {
        "pgaudit.log": "ddl,role",
        "shared_preload_libraries": "pgaudit",
    }
    group = {"parameter": [{"name": name, "value": value} for name, value in values.items()]}
    cluster = {
        "cluster_identifier": "c",
        "enabled_cloudwatch_logs_exports": exports,
        "db_cluster_parameter_group_name": "${aws_rds_cluster_parameter_group.g.name}",
    }
    group_name = {"name": "/aws/rds/cluster/c/postgresql"}
    return {
        "resource": {
            "aws_rds_cluster": {"c": cluster},
            "aws_rds_cluster_parameter_group": {"g": group},
            "aws_cloudwatch_log_group": {"l": group_name},
        }
    }


GOOD: Example = _cluster(["postgresql"])
BAD: Example = _cluster([])


def check(stack: Stack) -> Iterator[Evidence]:
    for proxy in stack.of("aws_db_proxy"):
        quiet = not is_true(proxy.get("debug_logging"))
        yield observe(proxy, "debug_logging", quiet, "its debug log holds statements with their values")
    groups = {group.get("name") for group in stack.of("aws_cloudwatch_log_group")}
    for cluster in stack.of("aws_rds_cluster"):
        exports = listed(cluster.get("enabled_cloudwatch_logs_exports"))
        yield observe(cluster, "enabled_cloudwatch_logs_exports", "postgresql" in exports)
        for export in exports:
            name = f"/aws/rds/cluster/{cluster.get('cluster_identifier')}/{export}"
            if name not in groups:
                yield missing(
                    cluster.address, f"{name}: no log group of that name, so RDS makes one without key and end"
                )
        address, values = cluster_parameters(stack, cluster)
        for name, good in SET.items():
            if values.get(name) is not None or None not in good:
                yield Evidence(address, f"parameter[{name}]", values.get(name), values.get(name) in good)
        classes = {part.strip().lower() for part in values.get("pgaudit.log", "").split(",")}
        audited = classes >= {"ddl", "role"} or "all" in classes
        yield Evidence(
            address, "parameter[pgaudit.log]", values.get("pgaudit.log"), audited, "changes of schema and rights"
        )
        libraries = values.get("shared_preload_libraries")
        yield Evidence(address, "parameter[shared_preload_libraries]", libraries, "pgaudit" in str(libraries))
