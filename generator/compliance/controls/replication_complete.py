"""Logs that AWS writes under its own key are copied whole into a bucket under the customer key; deletions are not."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.buckets import is_for_all, log_sources
from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import attribute

CODE = "C-AUD004"
TITLE = "Landing buckets are copied whole, without deletions"
REQUIREMENTS = ("10.3.2", "10.3.3", "10.5.1")
SEVERITY: Severity = "high"


def _landing(deletions: str) -> Example:
    to = {
        "bucket": "${aws_s3_bucket.b.arn}",
        "encryption_configuration": {"replica_kms_key_id": "${aws_kms_key.k.arn}"},
    }
    rule = {
        "status": "Enabled",
        "destination": to,
        "delete_marker_replication": {"status": deletions},
        "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
    }
    return {
        "resource": {
            "aws_kms_key": {"k": {}},
            "aws_s3_bucket": {"a": {}, "b": {}},
            "aws_lb": {"l": {"access_logs": {"bucket": "${aws_s3_bucket.a.id}"}}},
            "aws_s3_bucket_replication_configuration": {"r": {"bucket": "${aws_s3_bucket.a.id}", "rule": [rule]}},
        }
    }


GOOD: Example = _landing("Disabled")
BAD: Example = _landing("Enabled")


def check(stack: Stack) -> Iterator[Evidence]:
    for bucket in stack.of("aws_s3_bucket"):
        if not any(log_sources(stack, bucket)):
            continue
        configs = stack.attached("aws_s3_bucket_replication_configuration", bucket)
        if not configs:
            yield missing(bucket.address, "is not copied into a bucket under the customer key")
        for config in configs:
            for index, rule in enumerate(config.blocks("rule")):
                at = f"rule[{index}]"
                key = attribute(rule, "destination.encryption_configuration.replica_kms_key_id")
                yield Evidence(config.address, f"{at}.status", rule.get("status"), rule.get("status") == "Enabled")
                yield Evidence(config.address, f"{at}.filter", rule.get("filter"), is_for_all(rule), "every object")
                whole = attribute(rule, "source_selection_criteria.sse_kms_encrypted_objects.status")
                path = f"{at}.source_selection_criteria.sse_kms_encrypted_objects.status"
                yield Evidence(config.address, path, whole, whole == "Enabled", "objects under a key are copied, too")
                known = stack.follow(key, "aws_kms_key") is not None
                yield Evidence(
                    config.address, f"{at}.destination.encryption_configuration.replica_kms_key_id", key, known
                )
                deletions = attribute(rule, "delete_marker_replication.status", "Disabled")
                path = f"{at}.delete_marker_replication.status"
                yield Evidence(config.address, path, deletions, deletions == "Disabled")
                target = stack.follow(attribute(rule, "destination.bucket"), "aws_s3_bucket")
                apart = target is not None and target != bucket
                yield Evidence(config.address, f"{at}.destination.bucket", attribute(rule, "destination.bucket"), apart)
