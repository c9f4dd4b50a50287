"""Bucket policies: what no one may do, and which AWS services may write their logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.aws.log_deliveries import DELIVERIES, Delivery
from generator.builders.policy import Conditions, policy, statement
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.buckets import Purpose

KEEP_THEIR_OBJECTS: tuple[Purpose, ...] = ("audit", "access-logs", "access-archive")
DELETIONS = ("s3:DeleteObject", "s3:DeleteObjectVersion")
CONFIG = "Config"
LEAST_TLS = "1.2"
ENCRYPTION = "s3:x-amz-server-side-encryption"
PRESENT = "false"


def bucket_policy(
    purpose: Purpose, arn: Arn, naming: Naming, *, key: Arn, account: Account, records_configuration: bool
) -> str:
    """Return the policy of a bucket.

    A put without an encryption header is allowed: it gets the bucket's own. AWS Config is admitted where this stack
    makes its recorder.
    """
    placeholders = {
        "region": account.region,
        "account": account.id,
        "suffix": naming.suffix,
        "trail": naming.name("trail"),
    }
    refusals = [*_refuse_plain_text(arn), _refuse_foreign_keys(arn)]
    if purpose != "access-logs":
        refusals += _refuse_other_keys(arn, key)
    if purpose in KEEP_THEIR_OBJECTS:
        refusals.append(_refuse_deletions(arn))
    used = (delivery for delivery in DELIVERIES.get(purpose, ()) if delivery.sid != CONFIG or records_configuration)
    admitted = [line for delivery in used for line in _admit(delivery, arn, placeholders)]
    return policy(*refusals, *admitted)


def _refuse_plain_text(arn: Arn) -> list[dict[str, Any]]:
    tests: Mapping[str, Conditions] = {
        "RefusePlainHttp": {"Bool": {"aws:SecureTransport": "false"}},
        "RefuseOldTls": {"NumericLessThan": {"s3:TlsVersion": LEAST_TLS}},
    }
    everything = [arn, f"{arn}/*"]
    return [
        statement(sid, ["s3:*"], everything, effect="Deny", principals="*", conditions=conditions)
        for sid, conditions in tests.items()
    ]


def _refuse_deletions(arn: Arn) -> dict[str, Any]:
    """Nobody deletes evidence. The lifecycle does not ask the policy; `terraform destroy` removes the policy first,
    which the trail records, and then empties the bucket."""
    return statement("RefuseDeletions", list(DELETIONS), f"{arn}/*", effect="Deny", principals="*")


def _refuse_foreign_keys(arn: Arn) -> dict[str, Any]:
    """Nobody but the uploader could read what is encrypted with a key of the uploader's own (SSE-C)."""
    conditions = {"Null": {f"{ENCRYPTION}-customer-algorithm": PRESENT}}
    return _refuse_put("RefuseUploadersKey", arn, conditions)


def _refuse_other_keys(arn: Arn, key: Arn) -> list[dict[str, Any]]:
    """`StringNotEquals` alone would also refuse puts without the header, and so most log deliveries.

    CloudTrail asks for SSE-S3 for its digests, whatever key the trail has, so services may choose the way, but no other
    key. Source: CloudTrail user guide, "Encrypting CloudTrail log files with AWS KMS keys".
    """
    other_way: Conditions = {
        "Null": {ENCRYPTION: PRESENT},
        "StringNotEquals": {ENCRYPTION: "aws:kms"},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    }
    header = f"{ENCRYPTION}-aws-kms-key-id"
    other_key: Conditions = {"Null": {header: PRESENT}, "StringNotEquals": {header: key}}
    return [
        _refuse_put("RefuseOtherEncryption", arn, other_way),
        _refuse_put("RefuseOtherKey", arn, other_key),
    ]


def _refuse_put(sid: str, arn: Arn, conditions: Conditions) -> dict[str, Any]:
    return statement(sid, ["s3:PutObject"], f"{arn}/*", effect="Deny", principals="*", conditions=conditions)


def _admit(delivery: Delivery, arn: Arn, placeholders: Mapping[str, str]) -> list[dict[str, Any]]:
    principals = {"Service": delivery.principal}
    conditions: dict[str, dict[str, str]] = {
        operator: {name: value.format(**placeholders) for name, value in tests.items()}
        for operator, tests in delivery.conditions.items()
    }
    writing = conditions
    if delivery.sends_acl:
        with_acl = {**conditions.get("StringEquals", {}), "s3:x-amz-acl": "bucket-owner-full-control"}
        writing = {**conditions, "StringEquals": with_acl}
    objects = f"{arn}/{delivery.objects.format(**placeholders)}"
    writes = statement(f"{delivery.sid}Writes", ["s3:PutObject"], objects, principals=principals, conditions=writing)
    if not delivery.bucket_actions:
        return [writes]
    bucket_access = statement(
        f"{delivery.sid}Looks", delivery.bucket_actions, arn, principals=principals, conditions=conditions
    )
    return [bucket_access, writes]
