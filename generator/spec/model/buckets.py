"""The S3 buckets for audit logs and other records. Each is versioned, encrypted, private, TLS-only and emptied on
destroy.

Generated from schemas/buckets.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record

Purpose = Literal["audit", "access-logs", "access-archive", "records"]


class ObjectLock(Record):
    """How long nobody can overwrite or delete an object, from the moment that it is written; null for no lock. A
    bucket that locks is never emptied by a destroy: it can go only when its last lock has ended.
    """

    pointer: SpecPath
    mode: Literal["GOVERNANCE", "COMPLIANCE"]
    """GOVERNANCE: whoever has the right to bypass it can still delete; COMPLIANCE: nobody can, not even the
    account's root user, and nothing shortens it.
    """
    days: int
    """Days that an object is locked."""


class Lifecycle(Record):
    """How long an object is kept, and where. Days count from its creation."""

    pointer: SpecPath
    glacier_after_days: int | None
    """Days in S3 Standard, at hand at once, before an object moves to Glacier; null for never. Audit trails need 90
    at least (PCI DSS 10.5.1).
    """
    glacier_class: Literal["GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]
    """Which Glacier: GLACIER_IR answers at once, GLACIER within hours, DEEP_ARCHIVE within two days."""
    glacier_small_objects: bool
    """True moves objects of less than 128 KiB as well, as most trail files are; false leaves them in Standard,
    which costs less than moving them.
    """
    expire_after_days: int
    """Days until an object expires. Audit trails need 365 at least (PCI DSS 10.5.1)."""
    noncurrent_expire_after_days: int
    """Days that a version is kept after it was overwritten, deleted or expired: what somebody deletes can be had
    back as long.
    """
    abort_uploads_after_days: int
    """Days after which an upload that was never completed is cleaned up."""


class Bucket(Record):
    """One bucket."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    moved_from: str | None
    """The name under which the bucket was made, where name has changed since: Terraform moves it instead of making
    another, and AWS goes on calling it by the former name, for it renames nothing. Keep it as long as the bucket
    lives.
    """
    purpose: Purpose
    """What the bucket is for. audit takes CloudTrail, Config and flow logs; access-logs is the landing place of the
    balancer's and the buckets' access logs, which AWS writes with SSE-S3 only; access-archive keeps their copy
    under the customer's key; records is any other bucket. There is one bucket of each of the first three.
    """
    object_lock: ObjectLock | None
    """How long nobody can overwrite or delete an object, from the moment that it is written; null for no lock. A
    bucket that locks is never emptied by a destroy: it can go only when its last lock has ended.
    """
    lifecycle: Lifecycle
    """How long an object is kept, and where. Days count from its creation."""
