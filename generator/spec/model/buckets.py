"""The `buckets` section: S3 buckets for audit logs and other records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath

Purpose = Literal["audit", "access-logs", "access-archive", "records"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """All in days; `glacier_after_days` is None for never."""

    pointer: SpecPath
    glacier_after_days: int | None
    glacier_class: Literal["GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]
    glacier_small_objects: bool
    expire_after_days: int
    noncurrent_expire_after_days: int
    abort_uploads_after_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    pointer: SpecPath
    name: str
    purpose: Purpose
    lifecycle: Lifecycle
