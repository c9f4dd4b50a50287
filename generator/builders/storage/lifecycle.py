"""How long the objects of a bucket live: current ones, what was overwritten or deleted, and uploads that broke off.

On a versioned bucket expiry only lays a delete marker over an object, which lives on as a noncurrent version: it takes
the line for noncurrent versions to end it. S3 then drops the marker by itself. What waits for replication does not
expire.
"""

from __future__ import annotations

from typing import Any

from generator.spec.model.buckets import Bucket, Lifecycle
from generator.stack_plan import Scope, aws

# S3's own default leaves whatever is smaller than 128 KiB where it is, without a word.
LEAST_SIZES = {True: "varies_by_storage_class", False: "all_storage_classes_128K"}


def build_lifecycle(scope: Scope, bucket: Bucket, *, bucket_id: str, after: Any) -> None:
    """Build the lifecycle of a bucket; `after` is its versioning, without which noncurrent versions mean nothing."""
    lifecycle = bucket.lifecycle
    rule = aws.S3BucketLifecycleConfigurationRule(
        id="retention",
        status="Enabled",
        filter=[aws.S3BucketLifecycleConfigurationRuleFilter(prefix="")],
        transition=_transition(lifecycle),
        expiration=[aws.S3BucketLifecycleConfigurationRuleExpiration(days=lifecycle.expire_after_days)],
        noncurrent_version_transition=_noncurrent_transition(lifecycle),
        noncurrent_version_expiration=[
            aws.S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                noncurrent_days=lifecycle.noncurrent_expire_after_days
            )
        ],
        abort_incomplete_multipart_upload=[
            aws.S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
                days_after_initiation=lifecycle.abort_uploads_after_days
            )
        ],
    )
    aws.S3BucketLifecycleConfiguration(
        scope,
        f"bucket-{bucket.name}_lifecycle",
        bucket=bucket_id,
        rule=[rule],
        transition_default_minimum_object_size=LEAST_SIZES[lifecycle.glacier_small_objects],
        depends_on=[after],
    )


def _transition(lifecycle: Lifecycle) -> list[Any] | None:
    if lifecycle.glacier_after_days is None:
        return None
    transition = aws.S3BucketLifecycleConfigurationRuleTransition
    return [transition(days=lifecycle.glacier_after_days, storage_class=lifecycle.glacier_class)]


def _noncurrent_transition(lifecycle: Lifecycle) -> list[Any] | None:
    """S3 refuses to move a version on the day on which it expires, or later."""
    days = lifecycle.glacier_after_days
    if days is None or days >= lifecycle.noncurrent_expire_after_days:
        return None
    transition = aws.S3BucketLifecycleConfigurationRuleNoncurrentVersionTransition
    return [transition(noncurrent_days=days, storage_class=lifecycle.glacier_class)]
