"""Map each grant of a function to IAM actions. No action has a wildcard.

Sources: Service Authorization Reference, pages of DynamoDB, Secrets Manager, SNS, Systems Manager, Lambda, S3 and RDS
IAM authentication; KMS actions: DynamoDB "Usage of encrypted tables", Secrets Manager "Secret encryption", SNS and SQS
"Key management", Systems Manager "SecureString and KMS", S3 "Using SSE-KMS".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One verb: `actions` on the resource, `inner_actions` on what is in it: indexes of a table, objects of a bucket;
    `key_actions` on its key, and through its service only. `includes`: verbs that this one makes needless."""

    actions: Sequence[str] = ()
    inner_actions: Sequence[str] = ()
    key_actions: Sequence[str] = ()
    includes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantKind:
    """What may be granted. `noun` for messages; `variable`: prefix of the function's environment variable; `key`: the
    domain in `aws/key_domains.py` whose key encrypts it, `via` the service that uses it for the caller."""

    noun: str
    verbs: Mapping[str, Verb]
    variable: str | None = None
    key: str | None = None
    via: str | None = None


# The name by which a spec grants the secret of the database's owner, which RDS makes and rotates.
MASTER_SECRET = "master"

_DECRYPT = ("kms:Decrypt",)
_ENVELOPE = ("kms:Decrypt", "kms:GenerateDataKey")
_TABLE_KEY = ("kms:Decrypt", "kms:DescribeKey")
_GET = ("dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query")
_PUT = ("dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
_LIST = ("s3:GetBucketLocation", "s3:ListBucket")

KINDS: Mapping[str, GrantKind] = {
    "tables": GrantKind(
        noun="table",
        variable="TABLE",
        key="data",
        via="dynamodb",
        verbs={
            "read": Verb(actions=_GET, inner_actions=("dynamodb:Query",), key_actions=_TABLE_KEY),
            "write": Verb(actions=_PUT, key_actions=_TABLE_KEY, includes=("put", "update")),
            "readWrite": Verb(
                actions=(*_GET, *_PUT),
                inner_actions=("dynamodb:Query",),
                key_actions=_TABLE_KEY,
                includes=("read", "write", "put", "update", "claim"),
            ),
            "claim": Verb(
                actions=("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"),
                inner_actions=("dynamodb:Query",),
                key_actions=_TABLE_KEY,
                includes=("put", "update"),
            ),
            "put": Verb(actions=("dynamodb:PutItem",), key_actions=_TABLE_KEY),
            "update": Verb(actions=("dynamodb:UpdateItem",), key_actions=_TABLE_KEY),
            "scan": Verb(actions=("dynamodb:Scan",), inner_actions=("dynamodb:Scan",), key_actions=_TABLE_KEY),
        },
    ),
    "secrets": GrantKind(
        noun="secret",
        variable="SECRET",
        key="secrets",
        via="secretsmanager",
        verbs={
            "read": Verb(actions=("secretsmanager:GetSecretValue",), key_actions=_DECRYPT),
            "rotate": Verb(
                actions=(
                    "secretsmanager:DescribeSecret",
                    "secretsmanager:GetSecretValue",
                    "secretsmanager:PutSecretValue",
                    "secretsmanager:UpdateSecretVersionStage",
                ),
                key_actions=_ENVELOPE,
                includes=("read",),
            ),
        },
    ),
    "topics": GrantKind(
        noun="topic",
        variable="TOPIC",
        key="messaging",
        via="sns",
        verbs={"publish": Verb(actions=("sns:Publish",), key_actions=_ENVELOPE)},
    ),
    "parameters": GrantKind(
        noun="parameter",
        variable="PARAMETER",
        key="secrets",
        via="ssm",
        verbs={"read": Verb(actions=("ssm:GetParameter", "ssm:GetParameters"), key_actions=_DECRYPT)},
    ),
    "functions": GrantKind(
        noun="function", variable="FUNCTION", verbs={"invoke": Verb(actions=("lambda:InvokeFunction",))}
    ),
    "buckets": GrantKind(
        noun="bucket",
        variable="BUCKET",
        key="audit",
        via="s3",
        verbs={
            "read": Verb(actions=_LIST, inner_actions=("s3:GetObject",), key_actions=_DECRYPT),
            "write": Verb(inner_actions=("s3:AbortMultipartUpload", "s3:PutObject"), key_actions=_ENVELOPE),
            "readWrite": Verb(
                actions=_LIST,
                inner_actions=("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"),
                key_actions=_ENVELOPE,
                includes=("read", "write"),
            ),
        },
    ),
    "databaseUsers": GrantKind(noun="database user", verbs={"connect": Verb(actions=("rds-db:connect",))}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscoped:
    """Actions that every function in a VPC with tracing needs and that no single resource can be named for.
    `{region}` and `{account}` are filled in by the builder."""

    sid: str
    actions: Sequence[str]
    resource: str
    reason: str


# The complete list of resources with a wildcard in the roles of functions, besides the two that name their owner:
# the streams of the function's own log group, and the objects of a bucket that is granted.
INTERFACES: Sequence[Unscoped] = (
    Unscoped(
        sid="DescribeNetworkInterfaces",
        actions=("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"),
        resource="*",
        reason="EC2 has no resource-level permission for describing",
    ),
    Unscoped(
        sid="NetworkInterfaces",
        actions=(
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:UnassignPrivateIpAddresses",
        ),
        resource="arn:aws:ec2:{region}:{account}:*/*",
        reason="Lambda asks for them before an interface exists, and refuses the role when its subnets alone are "
        "named; the narrowest that the Lambda developer guide gives is all of this account and region",
    ),
)
TRACING: Sequence[Unscoped] = (
    Unscoped(
        sid="Tracing",
        actions=("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
        resource="*",
        reason="X-Ray has no resource-level permission for sending traces",
    ),
)
# Lambda needs them to attach the function to the VPC, its code never: a statement denies them to the code itself
# (Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC").
DENIED_IN_CODE: Sequence[str] = tuple(
    sorted((*(action for row in INTERFACES for action in row.actions), "ec2:DetachNetworkInterface"))
)
