"""Buckets keep the versions of an object that is overwritten or deleted."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.buckets import part
from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack

CODE = "C-STO002"
TITLE = "Buckets keep all versions"
REQUIREMENTS = ("10.3.2", "10.3.3")
SEVERITY: Severity = "high"
_OWN = {"bucket": "${aws_s3_bucket.b.id}"}
_BUCKET: Example = {"aws_s3_bucket": {"b": {}}}
GOOD: Example = {
    "resource": {
        **_BUCKET,
        "aws_s3_bucket_versioning": {"b": {**_OWN, "versioning_configuration": {"status": "Enabled"}}},
    }
}
BAD: Example = {
    "resource": {
        **_BUCKET,
        "aws_s3_bucket_versioning": {"b": {**_OWN, "versioning_configuration": {"status": "Suspended"}}},
    }
}


def check(stack: Stack) -> Iterator[Evidence]:
    for bucket in stack.of("aws_s3_bucket"):
        versioning = part(stack, bucket, "versioning")
        if versioning is None:
            yield missing(bucket.address, "has no aws_s3_bucket_versioning")
            continue
        path = "versioning_configuration.status"
        yield observe(versioning, path, versioning.get(path) == "Enabled")
