"""Every store of data is encrypted under a customer-managed key of this stack.

A second wall, never the first: disk encryption does not make stored card numbers unreadable (PCI DSS 3.5.1.2), and none
are stored. Load balancers and S3 can write their logs to buckets under S3's own key only, so that such a landing bucket
is let pass if its objects are copied into a bucket under the key and soon expire.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.resource_types import RESOURCE_TYPES
from generator.compliance.buckets import is_landing_bucket, sse
from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import is_true

CODE = "C-ENC002"
TITLE = "Every store is encrypted under a customer-managed key"
REQUIREMENTS = ("3.6.1", "3.7.1", "8.3.2")
SEVERITY: Severity = "critical"
_KEY: Example = {"aws_kms_key": {"key": {}}}
GOOD: Example = {"resource": {**_KEY, "aws_sns_topic": {"topic": {"kms_master_key_id": "${aws_kms_key.key.arn}"}}}}
BAD: Example = {"resource": {**_KEY, "aws_sns_topic": {"topic": {"kms_master_key_id": "alias/aws/sns"}}}}

# A setting holds neither card data nor logs: C-ENC080 judges it.
_STORES = {kind: row for kind, row in RESOURCE_TYPES.items() if row.holds == "data" and kind != "aws_ssm_parameter"}


def check(stack: Stack) -> Iterator[Evidence]:
    for resource in stack.of(*_STORES):
        if resource.type == "aws_s3_bucket":
            yield from _bucket(stack, resource)
            continue
        if switch := _STORES[resource.type].encrypted_if:
            yield observe(resource, switch, is_true(resource.get(switch)))
        for path in _STORES[resource.type].keys:
            if "performance_insights" in path and not is_true(resource.get("performance_insights_enabled")):
                continue
            yield _key(stack, resource, path)


def _key(stack: Stack, resource: Resource, path: str) -> Evidence:
    key = stack.follow(resource.get(path), "aws_kms_key")
    return observe(resource, path, key is not None, "" if key else "must be a KMS key of this stack")


def _bucket(stack: Stack, bucket: Resource) -> Iterator[Evidence]:
    config = sse(stack, bucket)
    if config is None:
        yield missing(bucket.address, "has no aws_s3_bucket_server_side_encryption_configuration")
        return
    rule = "rule.apply_server_side_encryption_by_default"
    algorithm = config.get(f"{rule}.sse_algorithm")
    if algorithm == "AES256" and is_landing_bucket(stack, bucket):
        note = "AWS writes these logs under S3's own key only; each object is copied under the customer key and expires"
        yield observe(config, f"{rule}.sse_algorithm", True, note)
        return
    yield observe(config, f"{rule}.sse_algorithm", algorithm in ("aws:kms", "aws:kms:dsse"))
    yield _key(stack, config, f"{rule}.kms_master_key_id")
