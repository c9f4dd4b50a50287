"""Collect the parts of a bucket, which Terraform spreads over a dozen resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import blocks, number

# Days in which a landing bucket may keep objects under S3's own key.
LANDING_DAYS = 30


def part(stack: Stack, bucket: Resource, kind: str) -> Resource | None:
    """Return the resource `aws_s3_bucket_<kind>` of a bucket."""
    return next(iter(stack.attached(f"aws_s3_bucket_{kind}", bucket)), None)


def sse(stack: Stack, bucket: Resource) -> Resource | None:
    return part(stack, bucket, "server_side_encryption_configuration")


def rules(stack: Stack, bucket: Resource) -> list[Mapping[str, Any]]:
    """Return the lifecycle rules that are enabled and apply to every object."""
    lifecycle = part(stack, bucket, "lifecycle_configuration")
    return [
        rule
        for rule in (lifecycle.blocks("rule") if lifecycle else ())
        if rule.get("status") == "Enabled" and is_for_all(rule)
    ]


def is_for_all(rule: Mapping[str, Any]) -> bool:
    """Return whether a rule's filter excludes no object."""
    return not rule.get("prefix") and all(
        not item.get("prefix") and not (set(item) - {"prefix"}) for item in blocks(rule, "filter")
    )


def expiry(rule: Mapping[str, Any]) -> float | None:
    return min((days for item in blocks(rule, "expiration") if (days := number(item.get("days")))), default=None)


def log_sources(stack: Stack, bucket: Resource) -> Iterator[tuple[Resource, str]]:
    """Return what writes logs into a bucket and can do so under S3's own key only: balancers and S3 itself."""
    for balancer in stack.of("aws_lb"):
        for path in ("access_logs.bucket", "connection_logs.bucket"):
            if stack.follow(balancer.get(path), "aws_s3_bucket") == bucket:
                yield balancer, path
    for logging in stack.of("aws_s3_bucket_logging"):
        if stack.follow(logging.get("target_bucket"), "aws_s3_bucket") == bucket:
            yield logging, "target_bucket"


def replicas(stack: Stack, bucket: Resource) -> list[Resource]:
    """Return the buckets to which every object of a bucket is replicated, under a customer key."""
    found = []
    for config in stack.attached("aws_s3_bucket_replication_configuration", bucket):
        for rule in config.blocks("rule"):
            target = stack.follow(next(iter(blocks(rule, "destination")), {}).get("bucket"), "aws_s3_bucket")
            key = next(
                (item.get("replica_kms_key_id") for item in blocks(rule, "destination.encryption_configuration")), None
            )
            whole = rule.get("status") == "Enabled" and is_for_all(rule)
            if whole and target is not None and stack.follow(key, "aws_kms_key"):
                found.append(target)
    return found


def is_landing_bucket(stack: Stack, bucket: Resource) -> bool:
    """Return whether a bucket is for logs that AWS cannot write under a customer key: replicated whole, soon empty."""
    days = min((days for rule in rules(stack, bucket) if (days := expiry(rule))), default=None)
    return (
        any(log_sources(stack, bucket)) and bool(replicas(stack, bucket)) and days is not None and days <= LANDING_DAYS
    )


def audit_buckets(stack: Stack) -> dict[str, Resource]:
    """Return the buckets of audit trails, by address: of trails, recorders, balancers and S3, replicas included."""
    values = [(trail, "s3_bucket_name") for trail in stack.of("aws_cloudtrail")]
    values += [(channel, "s3_bucket_name") for channel in stack.of("aws_config_delivery_channel")]
    values += [(log, "log_destination") for log in stack.of("aws_flow_log")]
    found = {
        bucket.address: bucket
        for resource, path in values
        if (bucket := stack.follow(resource.get(path), "aws_s3_bucket"))
    }
    for bucket in stack.of("aws_s3_bucket"):
        if any(log_sources(stack, bucket)):
            found[bucket.address] = bucket
            found |= {replica.address: replica for replica in replicas(stack, bucket)}
    return found
