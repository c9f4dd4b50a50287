"""The bucket of Terraform's states. No state expires; former versions do. Terraform locks with an object beside it."""

from __future__ import annotations

from dataclasses import replace

from generator.builders.storage import BucketExports, StorageExports
from generator.builders.storage.bucket import bucket_name, secure_bucket
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.account import StateBucket
from generator.stack_plan import Scope, TerraformOutput, aws

NAME = "terraform-state"


def build_state_bucket(
    scope: Scope, spec: StateBucket, naming: Naming, *, key: Arn, account: Account, storage: StorageExports
) -> StorageExports:
    """Build the bucket, and return the account's buckets with it. Its outputs are the values for a spec's `state`."""
    if not spec.enabled:
        return storage
    built = secure_bucket(
        scope,
        NAME,
        "records",
        bucket_name(NAME, naming, account),
        naming,
        key=key,
        account=account,
        keep_contents=not spec.empty_on_destroy,
    )
    _expire_former_versions(scope, spec, built.id, built.versioning)
    aws.S3BucketLoggingA(
        scope,
        f"bucket-{NAME}_access-log",
        bucket=built.id,
        target_bucket=storage.access_logs.name,
        target_prefix=f"{storage.bucket_prefix}/{NAME}/",
        depends_on=[built.policy],
    )
    TerraformOutput(scope, "state_bucket", built.id, description="For state.bucket of an environment")
    TerraformOutput(scope, "state_key_arn", key, description="For state.kmsKeyArn of an environment")
    exports = BucketExports(name=built.policy.bucket, arn=built.arn)
    return replace(storage, buckets={**storage.buckets, NAME: exports})


def _expire_former_versions(scope: Scope, spec: StateBucket, bucket_id: str, versioning: object) -> None:
    rule = aws.S3BucketLifecycleConfigurationRule
    noncurrent = aws.S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration
    uploads = aws.S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload
    aws.S3BucketLifecycleConfiguration(
        scope,
        f"bucket-{NAME}_lifecycle",
        bucket=bucket_id,
        rule=[
            rule(
                id="former-versions",
                status="Enabled",
                filter=[aws.S3BucketLifecycleConfigurationRuleFilter(prefix="")],
                noncurrent_version_expiration=[noncurrent(noncurrent_days=spec.noncurrent_expire_after_days)],
                abort_incomplete_multipart_upload=[uploads(days_after_initiation=7)],
            )
        ],
        depends_on=[versioning],
    )
