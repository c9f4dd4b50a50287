"""Glacier charges for a minimum duration: what expires before would have cost less where it was."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "S3B006"
LEVEL = "warning"
SUMMARY = "objects expire in Glacier before the time that is charged for"
SOURCE = "S3 pricing, minimum storage duration"

CHARGED_DAYS = {"GLACIER_IR": 90, "GLACIER": 90, "DEEP_ARCHIVE": 180}


def check(env: Environment) -> Iterator[Finding]:
    for bucket in env.buckets:
        lifecycle = bucket.lifecycle
        moved = lifecycle.glacier_after_days
        if moved is None or moved >= lifecycle.expire_after_days:
            continue
        charged, stays = CHARGED_DAYS[lifecycle.glacier_class], lifecycle.expire_after_days - moved
        if stays < charged:
            message = (
                f"objects of bucket {bucket.name!r} stay in {lifecycle.glacier_class} for {stays} days and are charged "
                f"{charged}: raise 'expireAfterDays' to {moved + charged}, or set 'glacierAfterDays' to null"
            )
            yield Finding(CODE, lifecycle.pointer / "glacierAfterDays", message)
