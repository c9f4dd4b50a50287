"""S3 buckets for audit logs: versioned, encrypted, private, TLS-only, with a lifecycle; emptied on destroy.

Load balancers and S3 itself write access logs to buckets with SSE-S3 only. They land in a short-lived bucket, and
replication brings every object under the customer's key into the archive. The archive alone is not access-logged: its
log would land, be replicated, and so feed itself. See docs/decisions/0010-access-logs-are-replicated.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.aws.log_deliveries import BALANCER_PREFIX, BUCKET_PREFIX
from generator.builders.encryption import AuditKeys
from generator.builders.storage.bucket import BuiltBucket, build_bucket, log_accesses
from generator.builders.storage.replication import build_replication
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.buckets import Bucket, Purpose
from generator.spec.model.protection import Protection
from generator.stack_plan import Scope, step


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketExports:
    """`name` holds the account id, which only Terraform knows; who uses it waits for the bucket's policy."""

    name: str
    arn: Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageExports:
    """`buckets` by their name in the spec; `audit` is the one that takes trails; `access_logs` the short-lived bucket
    for logs of balancers and buckets (SSE-S3), each under its prefix; `access_archive` holds their copy under the audit
    key."""

    buckets: Mapping[str, BucketExports]
    audit: BucketExports
    access_logs: BucketExports
    access_archive: BucketExports
    balancer_prefix: str
    bucket_prefix: str


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
        access_archive=exports[archive.name],
        balancer_prefix=BALANCER_PREFIX,
        bucket_prefix=BUCKET_PREFIX,
    )


def _only(purpose: Purpose, buckets: Sequence[Bucket]) -> Bucket:
    return next(bucket for bucket in buckets if bucket.purpose == purpose)


def _exports(built: BuiltBucket) -> BucketExports:
    return BucketExports(name=built.policy.bucket, arn=built.arn)
