"""List who may use which KMS key: a row for each domain of data. Whoever is not in a row is denied.

`via`: services through which roles of this account use the key, as far as their own policies let them; `services`: AWS
services that use it by themselves, each only for resources of this account.

Sources: KMS developer guide, "kms:ViaService"; CloudWatch Logs, "Encrypt log data using KMS"; SNS, "Encryption at
rest, event sources"; CloudTrail, "Configure KMS key policies"; vended logs permissions. Conditions
on the source are honoured by CloudWatch but not by EventBridge, which is why EventBridge has no row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceUse:
    """One service principal. `{region}` and `{account}` are filled in by the builder."""

    principal: str
    actions: Sequence[str]
    conditions: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDomain:
    purpose: str
    via: Sequence[str]
    services: Sequence[ServiceUse] = field(default=())


_SAME_ACCOUNT = {"StringEquals": {"aws:SourceAccount": "{account}"}}
_ENVELOPE = ("kms:Decrypt", "kms:GenerateDataKey")

DOMAINS: Mapping[str, KeyDomain] = {
    "data": KeyDomain(purpose="DynamoDB tables, Aurora and DMS", via=("dynamodb", "rds", "dms")),
    "secrets": KeyDomain(
        purpose="Secrets Manager, SecureString parameters and function environments",
        via=("secretsmanager", "ssm", "lambda", "rds"),
    ),
    "logs": KeyDomain(
        purpose="CloudWatch log groups",
        via=("logs",),
        services=(
            ServiceUse(
                principal="logs.{region}.amazonaws.com",
                actions=(
                    "kms:Encrypt",
                    "kms:Decrypt",
                    "kms:ReEncryptFrom",
                    "kms:ReEncryptTo",
                    "kms:GenerateDataKey",
                ),
                # No kms:DescribeKey, as in AWS's example: the call has no encryption context, so nothing is allowed.
                conditions={
                    "ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:{region}:{account}:log-group:*"}
                },
            ),
        ),
    ),
    "messaging": KeyDomain(
        purpose="SNS topics and SQS queues",
        via=("sns", "sqs"),
        services=(
            ServiceUse(principal="cloudwatch.amazonaws.com", actions=_ENVELOPE, conditions=_SAME_ACCOUNT),
            ServiceUse(principal="sns.amazonaws.com", actions=_ENVELOPE, conditions=_SAME_ACCOUNT),
            # RDS is not documented to send its source to KMS; SNS always names the topic.
            ServiceUse(
                principal="events.rds.amazonaws.com",
                actions=_ENVELOPE,
                conditions={"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:{region}:{account}:*"}},
            ),
        ),
    ),
    "audit": KeyDomain(
        purpose="audit buckets, CloudTrail and access-log archives",
        via=("s3",),
        services=(
            # Decrypt: a bucket that has an S3 Bucket Key. CloudTrail documents the ARN, not the account, as its source.
            ServiceUse(
                principal="cloudtrail.amazonaws.com",
                actions=("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"),
                conditions={"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:{region}:{account}:trail/*"}},
            ),
        ),
    ),
}

# In the account's own stack: whoever runs Terraform reads and writes states, through S3 alone.
STATE_DOMAIN = KeyDomain(purpose="Terraform's states", via=("s3",))
