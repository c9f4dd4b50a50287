"""The master password is known to RDS alone, and people log in with IAM tokens."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true

CODE = "C-DBS001"
TITLE = "The master password is managed by RDS; IAM authentication is on"
REQUIREMENTS = ("7.2.5", "8.3.2", "8.6.2")
SEVERITY: Severity = "critical"
_CLUSTER = {"iam_database_authentication_enabled": True, "manage_master_user_password": True}
GOOD: Example = {"resource": {"aws_rds_cluster": {"c": _CLUSTER}}}
BAD: Example = {"resource": {"aws_rds_cluster": {"c": {**_CLUSTER, "manage_master_user_password": False}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for cluster in stack.of("aws_rds_cluster"):
        for path in ("manage_master_user_password", "iam_database_authentication_enabled"):
            yield observe(cluster, path, is_true(cluster.get(path)))
        for path in ("master_password", "master_password_wo"):
            given = path in cluster.body
            yield observe(cluster, path, not given, "no password in the stack", observed="(hidden)" if given else None)
        yield observe(cluster, "enable_http_endpoint", not is_true(cluster.get("enable_http_endpoint")), "no Data API")
    for proxy in stack.of("aws_db_proxy"):
        yield observe(proxy, "auth", bool(proxy.blocks("auth")), observed=len(proxy.blocks("auth")))
        for block in proxy.blocks("auth"):
            named = stack.follow(block.get("secret_arn"), "aws_secretsmanager_secret") is not None
            yield observe(proxy, "auth.secret_arn", named, observed=block.get("secret_arn"))
            strong = block.get("client_password_auth_type", "POSTGRES_SCRAM_SHA_256") == "POSTGRES_SCRAM_SHA_256"
            yield observe(
                proxy, "auth.client_password_auth_type", strong, observed=block.get("client_password_auth_type")
            )
