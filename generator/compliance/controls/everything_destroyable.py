"""An environment can be taken away whole: nothing protects itself from being destroyed, nothing stays behind.

A requirement of this platform, not of PCI DSS: environments are made for a test and destroyed after it. What an
environment must not lose is in its backups and in the audit copies of the organisation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compliance.evidence import Evidence, Example, Severity, seen
from generator.compliance.stack import Stack, is_true, listed, number

CODE = "C-OPS001"
TITLE = "Everything can be destroyed"
REQUIREMENTS = ("6.5.3", "3.2.1")
SEVERITY: Severity = "medium"
GOOD: Example = {"resource": {"aws_s3_bucket": {"b": {"force_destroy": True}}}}
BAD: Example = {"resource": {"aws_s3_bucket": {"b": {"force_destroy": True, "lifecycle": {"prevent_destroy": True}}}}}

# Type -> attribute that must be true; that must not be.
ON = {
    "aws_rds_cluster": ("skip_final_snapshot", "delete_automated_backups"),
    "aws_s3_bucket": ("force_destroy",),
}
OFF = {
    "aws_cloudwatch_log_group": ("skip_destroy",),
    "aws_dynamodb_table": ("deletion_protection_enabled",),
    "aws_lambda_function": ("skip_destroy",),
    "aws_lb": ("enable_deletion_protection",),
    "aws_rds_cluster": ("deletion_protection",),
    "aws_rds_cluster_parameter_group": ("skip_destroy",),
    "aws_s3_bucket": ("object_lock_enabled",),
}
DEFAULTS: dict[str, Any] = {"delete_automated_backups": True}
SHORTEST_KEY_WINDOW = 7


def check(stack: Stack) -> Iterator[Evidence]:
    for resource in stack.resources:
        for block in resource.blocks("lifecycle"):
            kept = is_true(block.get("prevent_destroy"))
            yield Evidence(resource.address, "lifecycle.prevent_destroy", block.get("prevent_destroy"), not kept)
        for path in ON.get(resource.type, ()):
            yield seen(resource, path, is_true(resource.get(path, DEFAULTS.get(path))))
        for path in OFF.get(resource.type, ()):
            yield seen(resource, path, not is_true(resource.get(path)), "off where it is unset")
    for secret in stack.of("aws_secretsmanager_secret"):
        window = number(secret.get("recovery_window_in_days", 30))
        yield seen(
            secret, "recovery_window_in_days", window == 0, "a name that waits for deletion cannot be used again"
        )
    for key in stack.of("aws_kms_key"):
        window = number(key.get("deletion_window_in_days", 30))
        yield seen(key, "deletion_window_in_days", window == SHORTEST_KEY_WINDOW, "the shortest that KMS knows")
    removed = [item for item in listed(stack.document.get("removed")) if item]
    for item in removed:
        yield Evidence("removed", "", item, False, "leaves a resource behind")
