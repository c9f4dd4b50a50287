"""Every bucket expires its objects, noncurrent versions and incomplete uploads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compliance.buckets import part, rules
from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import attribute, number

CODE = "C-STO003"
TITLE = "Objects, versions and unfinished uploads expire"
REQUIREMENTS = ("3.2.1",)
SEVERITY: Severity = "medium"


def _bucket(**rule: Any) -> Example:
    lifecycle = {"bucket": "${aws_s3_bucket.b.id}", "rule": [{"status": "Enabled", **rule}]}
    return {"resource": {"aws_s3_bucket": {"b": {}}, "aws_s3_bucket_lifecycle_configuration": {"b": lifecycle}}}


_UPLOADS = {"abort_incomplete_multipart_upload": {"days_after_initiation": 7}}
GOOD: Example = _bucket(expiration={"days": 400}, noncurrent_version_expiration={"noncurrent_days": 365}, **_UPLOADS)
BAD: Example = _bucket(**_UPLOADS)

ENDS = {
    "expiration.days": "objects",
    "noncurrent_version_expiration.noncurrent_days": "versions",
    "abort_incomplete_multipart_upload.days_after_initiation": "unfinished uploads",
}


def check(stack: Stack) -> Iterator[Evidence]:
    for bucket in stack.of("aws_s3_bucket"):
        lifecycle = part(stack, bucket, "lifecycle_configuration")
        if lifecycle is None:
            yield missing(bucket.address, "has no aws_s3_bucket_lifecycle_configuration")
            continue
        for path, what in ENDS.items():
            days = next((days for rule in rules(stack, bucket) if (days := number(attribute(rule, path)))), None)
            yield Evidence(lifecycle.address, f"rule.{path}", days, days is not None, f"days until {what} go")
