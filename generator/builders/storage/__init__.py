"""S3 buckets for audit logs: versioned, encrypted, private, TLS-only, with a lifecycle; emptied on destroy.

Load balancers and S3 itself write access logs to buckets with SSE-S3 only. They land in a short-lived bucket, and
replication brings every object under the customer's key into the archive. The archive alone is not access-logged: its
log would land, be replicated, and so feed itself. See docs/decisions/0010-access-logs-are-replicated.md.
"""

from generator.builders.storage.build import build_storage
from generator.builders.storage.exports import BucketExports, StorageExports

__all__ = ["BucketExports", "StorageExports", "build_storage"]
