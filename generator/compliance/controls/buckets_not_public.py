"""No bucket can be opened to the public, by policy or by the access list of one object."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.buckets import part
from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true

CODE = "C-STO001"
TITLE = "Buckets cannot be opened to the public"
REQUIREMENTS = ("1.4.4", "7.2.1", "10.3.1")
SEVERITY: Severity = "critical"
FLAGS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


def _bucket(closed: bool) -> Example:
    own = {"bucket": "${aws_s3_bucket.b.id}"}
    return {
        "resource": {
            "aws_s3_bucket": {"b": {}},
            "aws_s3_bucket_public_access_block": {"b": {**own, **dict.fromkeys(FLAGS, closed)}},
            "aws_s3_bucket_ownership_controls": {"b": {**own, "rule": {"object_ownership": "BucketOwnerEnforced"}}},
        }
    }


GOOD: Example = _bucket(True)
BAD: Example = _bucket(False)


def check(stack: Stack) -> Iterator[Evidence]:
    for bucket in stack.of("aws_s3_bucket"):
        block = part(stack, bucket, "public_access_block")
        if block is None:
            yield missing(bucket.address, "has no aws_s3_bucket_public_access_block")
        else:
            yield from (observe(block, flag, is_true(block.get(flag))) for flag in FLAGS)
        controls = part(stack, bucket, "ownership_controls")
        owner = controls.get("rule.object_ownership") if controls else None
        at = controls or bucket
        note = "" if owner == "BucketOwnerEnforced" else "access lists must be off: BucketOwnerEnforced"
        yield Evidence(at.address, "rule.object_ownership", owner, owner == "BucketOwnerEnforced", note)
        for path in ("acl", "grant"):
            yield observe(bucket, path, bucket.get(path) is None, "no access list")
