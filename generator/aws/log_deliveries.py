"""List which AWS services deliver logs to which bucket: rows by the purpose of a bucket.

`{region}`, `{account}`, `{suffix}` and `{trail}` are filled in by the builder. Conditions are those that the service is
documented to send: a condition on a key that it does not send would refuse every delivery, silently. CloudTrail and the
load balancer send the ARN of their source, which contains the account.

Sources: CloudTrail, "Amazon S3 bucket policy for CloudTrail"; Config, "Permissions for the S3 bucket for the delivery
channel"; CloudWatch Logs, "Logs sent to Amazon S3"; Elastic Load Balancing, "Enable access logs"; S3, "Enabling server
access logging".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BALANCER_PREFIX = "alb"
BUCKET_PREFIX = "s3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One service. `objects`: the keys that it writes; `bucket_actions`: what it asks of the bucket beforehand;
    `sends_acl`: it hands its objects to the bucket's owner by an ACL header, and is held to that."""

    sid: str
    principal: str
    objects: str
    conditions: Mapping[str, Mapping[str, str]]
    bucket_actions: Sequence[str] = ()
    sends_acl: bool = False


DELIVERIES: Mapping[str, Sequence[Delivery]] = {
    "audit": (
        Delivery(
            sid="CloudTrail",
            principal="cloudtrail.amazonaws.com",
            objects="AWSLogs/{account}/*",
            conditions={"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:{region}:{account}:trail/{trail}"}},
            bucket_actions=("s3:GetBucketAcl",),
            sends_acl=True,
        ),
        Delivery(
            sid="Config",
            principal="config.amazonaws.com",
            objects="AWSLogs/{account}/Config/*",
            conditions={"StringEquals": {"aws:SourceAccount": "{account}"}},
            bucket_actions=("s3:GetBucketAcl", "s3:ListBucket"),
            sends_acl=True,
        ),
    ),
    "access-logs": (
        Delivery(
            sid="LoadBalancer",
            principal="logdelivery.elasticloadbalancing.amazonaws.com",
            objects=f"{BALANCER_PREFIX}/AWSLogs/{{account}}/*",
            conditions={"ArnLike": {"aws:SourceArn": "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/*"}},
        ),
        Delivery(
            sid="ServerAccessLogs",
            principal="logging.s3.amazonaws.com",
            objects=f"{BUCKET_PREFIX}/*",
            conditions={
                "StringEquals": {"aws:SourceAccount": "{account}"},
                "ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket-*-{account}-{suffix}"},
            },
        ),
    ),
}
