"""One bucket with its policy, encryption, versioning and lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.aws.log_deliveries import BUCKET_PREFIX
from generator.aws.name_prefixes import ACCOUNT_ID_DIGITS
from generator.builders.deletion_protection import name_tags
from generator.builders.storage.lifecycle import build_lifecycle
from generator.builders.storage.policies import bucket_policy
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.buckets import Bucket, Purpose
from generator.spec.model.protection import Protection
from generator.stack_plan import Scope, aws, step

# As long as an account id, and of characters that no other part of a name has.
_ACCOUNT = "#" * ACCOUNT_ID_DIGITS


@dataclass(frozen=True, slots=True)
class BuiltBucket:
    """The constructs that others refer to or wait for."""

    id: str
    arn: Arn
    policy: Any
    versioning: Any


@step
def build_bucket(
    scope: Scope,
    bucket: Bucket,
    naming: Naming,
    *,
    key: Arn,
    account: Account,
    protection: Protection,
    records_configuration: bool,
) -> BuiltBucket:
    """Build a bucket. The one for access logs is encrypted with SSE-S3, which is all that AWS can write into it."""
    full_name = bucket_name(bucket.moved_from or bucket.name, naming, account)
    keep_contents = protection.bucket_contents or bucket.object_lock is not None
    built = secure_bucket(
        scope,
        bucket.name,
        bucket.purpose,
        full_name,
        naming,
        key=key,
        account=account,
        keep_contents=keep_contents,
        records_configuration=records_configuration,
    )
    _lock(scope, bucket, built.id, after=built.versioning)
    build_lifecycle(scope, bucket, bucket_id=built.id, after=built.versioning)
    return built


def secure_bucket(
    scope: Scope,
    name: str,
    purpose: Purpose,
    full_name: str,
    naming: Naming,
    *,
    key: Arn,
    account: Account,
    keep_contents: bool,
    records_configuration: bool = False,
) -> BuiltBucket:
    """Build a bucket that is private, encrypted and versioned, and admits whom its purpose needs.

    `keep_contents`: a destroy stops at what is in it.
    """
    built = aws.S3Bucket(
        scope,
        f"bucket-{name}",
        bucket=full_name,
        force_destroy=not keep_contents,
        tags=name_tags(full_name, protected=keep_contents),
    )
    private = aws.S3BucketPublicAccessBlock(
        scope,
        f"bucket-{name}_public-access",
        bucket=built.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    aws.S3BucketOwnershipControls(
        scope,
        f"bucket-{name}_ownership",
        bucket=built.id,
        rule=aws.S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
    )
    _encrypt(scope, name, purpose, built, key)
    versioning = aws.S3BucketVersioningA(
        scope,
        f"bucket-{name}_versioning",
        bucket=built.id,
        versioning_configuration=aws.S3BucketVersioningVersioningConfiguration(status="Enabled"),
    )
    policy = aws.S3BucketPolicy(
        scope,
        f"bucket-{name}_policy",
        bucket=built.id,
        policy=bucket_policy(
            purpose, built.arn, naming, key=key, account=account, records_configuration=records_configuration
        ),
        # Two changes of one bucket's access at a time are a conflict (409).
        depends_on=[private],
    )
    return BuiltBucket(built.id, Arn(built.arn), policy, versioning)


def bucket_name(name: str, naming: Naming, account: Account) -> str:
    """Return `bucket-<name>-<account>-<suffix>`, measured with the twelve digits that the account will have."""
    return naming.name("bucket", f"{name}-{_ACCOUNT}").replace(_ACCOUNT, account.id)


@step
def log_accesses(scope: Scope, bucket: Bucket, built: BuiltBucket, *, into: BuiltBucket) -> None:
    """Write every access to a bucket into the landing bucket, which must admit it first."""
    aws.S3BucketLoggingA(
        scope,
        f"bucket-{bucket.name}_access-log",
        # Not by way of the policies: scanners look for the bucket itself.
        bucket=built.id,
        target_bucket=into.id,
        target_prefix=f"{BUCKET_PREFIX}/{bucket.name}/",
        depends_on=[built.policy, into.policy],
    )


def _lock(scope: Scope, bucket: Bucket, bucket_id: str, *, after: Any) -> None:
    """Lock what is written from now on. S3 takes a lock for a bucket that is there, as long as it is versioned."""
    if bucket.object_lock is None:
        return
    retention = aws.S3BucketObjectLockConfigurationRuleDefaultRetentionA(
        mode=bucket.object_lock.mode, days=bucket.object_lock.days
    )
    aws.S3BucketObjectLockConfigurationA(
        scope,
        f"bucket-{bucket.name}_object-lock",
        bucket=bucket_id,
        object_lock_enabled="Enabled",
        rule=aws.S3BucketObjectLockConfigurationRuleA(default_retention=retention),
        depends_on=[after],
    )


def _encrypt(scope: Scope, name: str, purpose: Purpose, built: Any, key: Arn) -> None:
    by_s3 = purpose == "access-logs"
    default = aws.S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
        sse_algorithm="AES256" if by_s3 else "aws:kms", kms_master_key_id=None if by_s3 else key
    )
    rule = aws.S3BucketServerSideEncryptionConfigurationRuleA(
        apply_server_side_encryption_by_default=default, bucket_key_enabled=None if by_s3 else True
    )
    aws.S3BucketServerSideEncryptionConfigurationA(scope, f"bucket-{name}_encryption", bucket=built.id, rule=[rule])
