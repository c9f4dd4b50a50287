"""What other builders use of the buckets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.planning.references import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketExports:
    """`name` holds the account id, which only Terraform knows; who uses it waits for the bucket's policy."""

    name: str
    arn: Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageExports:
    """`buckets` by their name in the spec; `audit` is the one that takes trails; `access_logs` the short-lived bucket
    for logs of balancers and buckets (SSE-S3), each under its prefix. Their copies under the audit key are in
    one of `buckets`."""

    buckets: Mapping[str, BucketExports]
    audit: BucketExports
    access_logs: BucketExports
    balancer_prefix: str
    bucket_prefix: str
