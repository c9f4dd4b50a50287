"""No upload can choose another encryption than the bucket's key."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.compliance.buckets import sse
from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.policies import Statement, statements_for
from generator.compliance.stack import Stack

CODE = "C-STO004"
TITLE = "Uploads cannot choose another key"
REQUIREMENTS = ("3.6.1",)
SEVERITY: Severity = "medium"

HEADER = "s3:x-amz-server-side-encryption"
KEY_HEADER = "s3:x-amz-server-side-encryption-aws-kms-key-id"
# An uploader's own key, which nobody else would have.
OWN_KEY_HEADER = "s3:x-amz-server-side-encryption-customer-algorithm"
HEADERS = (HEADER, KEY_HEADER, OWN_KEY_HEADER)


def _bucket(*headers: str) -> Example:
    own = {"bucket": "${aws_s3_bucket.b.id}"}
    default = {"sse_algorithm": "aws:kms", "kms_master_key_id": "${aws_kms_key.k.arn}"}
    denials = [
        {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Condition": {"StringNotEquals": {header: "x"}}}
        for header in headers
    ]
    return {
        "resource": {
            "aws_kms_key": {"k": {}},
            "aws_s3_bucket": {"b": {}},
            "aws_s3_bucket_policy": {"b": {**own, "policy": json.dumps({"Statement": denials})}},
            "aws_s3_bucket_server_side_encryption_configuration": {
                "b": {**own, "rule": [{"apply_server_side_encryption_by_default": default}]}
            },
        }
    }


GOOD: Example = _bucket(*HEADERS)
BAD: Example = _bucket(HEADER)


def check(stack: Stack) -> Iterator[Evidence]:
    for bucket in stack.of("aws_s3_bucket"):
        config = sse(stack, bucket)
        algorithm = config.get("rule.apply_server_side_encryption_by_default.sse_algorithm") if config else None
        if algorithm == "AES256":
            continue  # a landing bucket, or a fault that C-ENC002 names
        refusals = [(at, item) for at, item in statements_for(stack, bucket) if item.effect == "Deny"]
        for header in HEADERS:
            matching = [(at, item) for at, item in refusals if _refuses(item, header)]
            for at, item in matching:
                yield Evidence(at.address, f"policy[{item.sid}]", item.body.get("Condition"), True)
            if not matching:
                yield missing(bucket.address, f"no policy refuses uploads with another {header}", "policy")


def _refuses(statement: Statement, header: str) -> bool:
    return (
        statement.is_for_everybody()
        and bool({"s3:PutObject", "s3:*"} & set(statement.actions))
        and any(_is_about(operator, key, values, header) for operator, key, values in statement.conditions)
    )


def _is_about(operator: str, key: str, values: list[str], header: str) -> bool:
    """A header of another value is refused; the one for an uploader's own key is, whatever it says."""
    if key != header.lower():
        return False
    return operator.startswith("StringNot") or (header == OWN_KEY_HEADER and (operator, values) == ("Null", ["false"]))
