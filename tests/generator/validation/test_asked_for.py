"""What people asked of other stacks in public, as a spec: each is built, or refused with what to do instead.

Threads: terraform-aws-rds-aurora#15, #214 (protection, restore), terraform-provider-aws#40226 (pause), #40274 (private
domain), #37859 (long integrations), serverless-application-model#273 (events), terraform-cdk#3722 (renames),
terraform-aws-cloudtrail-s3-bucket#111 (Object Lock), amazon-transcribe-live-call-analytics#78 (a VPC of others).
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import rule_findings

BASE: dict[str, Any] = {
    "loadBalancer": {
        "certificate": {"arn": "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd", "domain": "pay.bank.test"}
    },
    "api": {"endpointType": "PRIVATE"},
    "network": {"interfaceEndpoints": ["execute-api", "secretsmanager", "sns", "ssm"]},
}
DOMAIN = {"name": "api.pay.bank.test", "certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd"}
JOURNAL = {"name": "journal", "movedFrom": "ledger", "hashKey": "entryId", "attributes": [{"name": "entryId"}]}
SNAPSHOT = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:nightly"

ASKED_FOR: list[tuple[str, dict[str, Any], set[str]]] = [
    (
        "production that survives a slip",
        {"production": True, "state": {"backend": "s3", "bucket": "tf-state"}, "protection": {"deletion": True}},
        set(),
    ),
    ("a database that survives a slip", {"database": {"deletionProtection": True, "finalSnapshot": True}}, set()),
    (
        "a function that a schedule and a stream call",
        {
            "functions": [
                {
                    "name": "fraud-detection",
                    "events": {"schedule": "rate(1 hour)", "tables": [{"name": "transactions"}]},
                }
            ]
        },
        set(),
    ),
    ("a VPC of others, without its subnets", {"network": {"vpcId": "vpc-0123456789abcdef0"}}, {"NET060", "NET061"}),
    (
        "an API that waits longer than the function takes",
        {
            "api": {"integrationTimeoutSeconds": 61},
            "functions": [{"name": "transaction-processing", "timeoutSeconds": 60}],
        },
        set(),
    ),
    (
        "an API that waits no longer than the function takes",
        {
            "api": {"integrationTimeoutSeconds": 60},
            "functions": [{"name": "transaction-processing", "timeoutSeconds": 60}],
        },
        {"API004"},
    ),
    (
        "an audit bucket that nobody can empty",
        {"buckets": [{"name": "audit", "objectLock": {"mode": "COMPLIANCE", "days": 365}}]},
        set(),
    ),
    ("a domain before a private API", {"api": {"customDomain": DOMAIN}}, set()),
    ("a table with another name", {"tables": [JOURNAL]}, set()),
    ("a cluster from a snapshot", {"database": {"restoreFrom": {"snapshot": SNAPSHOT}}}, set()),
    ("a database that pauses", {"database": {"serverless": {"minimumCapacity": 0, "maximumCapacity": 4}}}, set()),
]


@pytest.mark.parametrize(("sentence", "asked", "refused"), ASKED_FOR, ids=[row[0] for row in ASKED_FOR])
def test_what_was_asked_for_is_built_or_refused_with_a_remedy(sentence, asked, refused):
    spec = {**asked, **{section: {**values, **asked.get(section, {})} for section, values in BASE.items()}}
    assert {found.code for found in rule_findings(spec) if found.level == "error"} == refused
