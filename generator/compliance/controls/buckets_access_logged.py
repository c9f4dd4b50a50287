"""Who reads and writes the audit trail is itself logged: by the bucket, or by data events of a trail."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.buckets import audit_buckets, log_sources, part, replicas
from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.trails import selected

CODE = "C-AUD003"
TITLE = "Access to audit trails is logged"
REQUIREMENTS = ("10.2.1.3", "10.3.1", "10.3.4")
SEVERITY: Severity = "high"
_TRAIL = {
    "aws_s3_bucket": {"audit": {}, "logs": {}},
    "aws_cloudtrail": {"t": {"s3_bucket_name": "${aws_s3_bucket.audit.id}"}},
}
_LOGGING = {"bucket": "${aws_s3_bucket.audit.id}", "target_bucket": "${aws_s3_bucket.logs.id}"}
_EVENTS = {"field": "resources.ARN", "starts_with": ["${aws_s3_bucket.logs.arn}/"]}
_SELECTING = {"s3_bucket_name": "${aws_s3_bucket.audit.id}", "advanced_event_selector": [{"field_selector": [_EVENTS]}]}
GOOD: Example = {"resource": {**_TRAIL, "aws_cloudtrail": {"t": _SELECTING}, "aws_s3_bucket_logging": {"l": _LOGGING}}}
BAD: Example = {"resource": _TRAIL}


def check(stack: Stack) -> Iterator[Evidence]:
    read = selected(stack, "aws_s3_bucket", reads=True)
    copies = {copy.address for bucket in stack.of("aws_s3_bucket") for copy in replicas(stack, bucket)}
    for bucket in audit_buckets(stack).values():
        logging = part(stack, bucket, "logging")
        target = stack.follow(logging.get("target_bucket"), "aws_s3_bucket") if logging else None
        if logging is not None and target is not None and target != bucket:
            yield observe(logging, "target_bucket", True)
        elif bucket.address in read and (any(log_sources(stack, bucket)) or bucket.address in copies):
            # A bucket that takes access logs cannot log into itself without end; the trail sees who reads it.
            yield Evidence(bucket.address, "data events", read[bucket.address], True, "reads are in the trail")
        else:
            yield missing(bucket.address, "nobody logs who reads or writes it")
