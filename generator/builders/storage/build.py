"""Every bucket of a spec, with access logs and their replication between them."""

from __future__ import annotations

from collections.abc import Sequence

from generator.aws.log_deliveries import BALANCER_PREFIX, BUCKET_PREFIX
from generator.builders.encryption import AuditKeys
from generator.builders.storage.bucket import BuiltBucket, build_bucket, log_accesses
from generator.builders.storage.exports import BucketExports, StorageExports
from generator.builders.storage.replication import build_replication
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.buckets import Bucket, Purpose
from generator.spec.model.protection import Protection
from generator.stack_plan import Scope, step


@step
def build_storage(
    scope: Scope,
    buckets: Sequence[Bucket],
    naming: Naming,
    *,
    keys: AuditKeys,
    account: Account,
    protection: Protection,
    records_configuration: bool,
) -> StorageExports:
    """Build every bucket of the spec. `records_configuration`: whether the recorder of AWS Config writes to them.
    Rule S3B001 has made sure that there is one of each purpose."""
    built = {
        bucket.name: build_bucket(
            scope.at(bucket),
            bucket,
            naming,
            key=keys.audit,
            account=account,
            protection=protection,
            records_configuration=records_configuration,
        )
        for bucket in buckets
    }
    landing, archive = _only("access-logs", buckets), _only("access-archive", buckets)
    for bucket in buckets:
        if bucket not in (landing, archive):
            log_accesses(scope.at(bucket), bucket, built[bucket.name], into=built[landing.name])
    build_replication(
        scope,
        landing.name,
        naming,
        source=built[landing.name],
        destination=built[archive.name],
        key=keys.audit,
        region=account.region,
    )
    exports = {name: _exports(bucket) for name, bucket in built.items()}
    return StorageExports(
        buckets=exports,
        audit=exports[_only("audit", buckets).name],
        access_logs=exports[landing.name],
        balancer_prefix=BALANCER_PREFIX,
        bucket_prefix=BUCKET_PREFIX,
    )


def _only(purpose: Purpose, buckets: Sequence[Bucket]) -> Bucket:
    return next(bucket for bucket in buckets if bucket.purpose == purpose)


def _exports(built: BuiltBucket) -> BucketExports:
    return BucketExports(name=built.policy.bucket, arn=built.arn)
