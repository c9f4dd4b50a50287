"""Audit trails stay at hand for 90 days and are kept for a year at least; versions that were overwritten as well.

A landing bucket may forget sooner: what it holds has been copied whole into a bucket that does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compliance.buckets import audit_buckets, expiry, is_for_all, is_landing_bucket, part
from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import blocks, number

CODE = "C-AUD002"
TITLE = "Audit trails: 90 days at hand, a year in all"
REQUIREMENTS = ("10.5.1", "10.3.3", "3.2.1")
SEVERITY: Severity = "high"


def _trail(days: int) -> Example:
    rule = {
        "status": "Enabled",
        "expiration": {"days": days},
        "noncurrent_version_expiration": {"noncurrent_days": days},
    }
    return {
        "resource": {
            "aws_s3_bucket": {"b": {}},
            "aws_cloudtrail": {"t": {"s3_bucket_name": "${aws_s3_bucket.b.id}"}},
            "aws_s3_bucket_lifecycle_configuration": {"b": {"bucket": "${aws_s3_bucket.b.id}", "rule": [rule]}},
        }
    }


GOOD: Example = _trail(400)
BAD: Example = _trail(30)

AT_HAND_DAYS = 90
KEPT_DAYS = 365


def check(stack: Stack) -> Iterator[Evidence]:
    for bucket in audit_buckets(stack).values():
        lifecycle = part(stack, bucket, "lifecycle_configuration")
        if lifecycle is None:
            yield missing(bucket.address, "has no lifecycle, so that nothing says how long the trail is kept")
        elif is_landing_bucket(stack, bucket):
            note = "a landing bucket: each object is copied into one that keeps it for a year"
            yield Evidence(lifecycle.address, "rule.expiration.days", lifecycle.get("rule.expiration.days"), True, note)
        else:
            yield from _judge(lifecycle)


def _judge(lifecycle: Resource) -> Iterator[Evidence]:
    rules = [rule for rule in lifecycle.blocks("rule") if rule.get("status") == "Enabled"]
    if not any(expiry(rule) for rule in rules if is_for_all(rule)):
        yield missing(lifecycle.address, "no rule for all objects says when they expire", "rule.expiration.days")
    for index, rule in enumerate(rules):
        yield from (_days(lifecycle, index, item) for item in _ends(rule))
        for name, days in _moves(rule):
            ok = days is not None and days >= AT_HAND_DAYS
            yield Evidence(
                lifecycle.address, f"rule[{index}].{name}", days, ok, f"days at hand, at least {AT_HAND_DAYS}"
            )
        for item in blocks(rule, "noncurrent_version_expiration"):
            few = item.get("newer_noncurrent_versions")
            if few is not None:
                note = "a number of versions cuts the trail short"
                yield Evidence(lifecycle.address, f"rule[{index}].newer_noncurrent_versions", few, False, note)


def _days(lifecycle: Resource, index: int, item: tuple[str, Any]) -> Evidence:
    name, days = item
    ok = (number(days) or 0) >= KEPT_DAYS
    return Evidence(lifecycle.address, f"rule[{index}].{name}", days, ok, f"days kept, at least {KEPT_DAYS}")


def _ends(rule: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for item in blocks(rule, "expiration"):
        if "days" in item or "date" in item:
            yield "expiration.days", item.get("days")
    ends = blocks(rule, "noncurrent_version_expiration")
    for item in ends:
        yield "noncurrent_version_expiration.noncurrent_days", item.get("noncurrent_days")


def _moves(rule: Mapping[str, Any]) -> Iterator[tuple[str, float | None]]:
    for item in blocks(rule, "transition"):
        yield "transition.days", number(item.get("days", 0))
    for item in blocks(rule, "noncurrent_version_transition"):
        yield "noncurrent_version_transition.noncurrent_days", number(item.get("noncurrent_days", 0))
