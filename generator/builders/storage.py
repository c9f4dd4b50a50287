"""S3 buckets for audit logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.refs import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketExports:
    """`name` holds the account id, which only Terraform knows."""

    name: str
    arn: Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageExports:
    """`buckets` by their name in the spec; `audit` is the one that takes trails; `access_logs` the short-lived bucket
    for balancer logs (SSE-S3, replicated into `audit`)."""

    buckets: Mapping[str, BucketExports]
    audit: BucketExports
    access_logs: BucketExports
