"""Buckets refuse TLS older than 1.2: the refusal of plain HTTP alone would let TLS 1.0 in."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.policies import Statement, statements_for
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import number

CODE = "C-TLS002"
TITLE = "Buckets refuse TLS older than 1.2"
REQUIREMENTS = ("2.2.7", "4.2.1")
SEVERITY: Severity = "medium"


def _bucket(version: str) -> Example:
    condition = {"NumericLessThan": {"s3:TlsVersion": version}}
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": condition}
    policy = {"policy": json.dumps({"Statement": [statement]}), "bucket": "${aws_s3_bucket.b.id}"}
    return {"resource": {"aws_s3_bucket": {"b": {}}, "aws_s3_bucket_policy": {"b": policy}}}


GOOD: Example = _bucket("1.2")
BAD: Example = _bucket("1.0")


def check(stack: Stack) -> Iterator[Evidence]:
    for bucket in stack.of("aws_s3_bucket"):
        refusals = [(at, item) for at, item in statements_for(stack, bucket) if _refuses_old_tls(item)]
        for at, item in refusals:
            yield Evidence(at.address, f"policy[{item.sid}]", item.body.get("Condition"), True)
        if not refusals:
            yield missing(bucket.address, "no policy refuses TLS older than 1.2 (s3:TlsVersion)", "policy")


def _refuses_old_tls(statement: Statement) -> bool:
    return (
        statement.effect == "Deny"
        and statement.is_for_everybody()
        and "s3:*" in statement.actions
        and any(
            operator == "NumericLessThan" and key == "s3:tlsversion" and (number(values[0]) or 0) >= 1.2
            for operator, key, values in statement.conditions
            if values
        )
    )
