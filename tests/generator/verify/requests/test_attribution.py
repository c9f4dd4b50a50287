"""A request is told to be the one for a resource by the values and the kind that both have."""

from __future__ import annotations

import pytest

from generator.verify.requests.attribution import Attribution

STACKS = {
    "tap-stack-dev": {
        "aws_iam_role.function-a": {"name": "role-a-dev", "tags": {"Environment": "dev"}},
        "aws_iam_role_policy.function-a": {"role": "role-a-dev", "name": "grants", "policy": "only sqs"},
        "aws_iam_role.function-b": {"name": "role-b-dev", "tags": {"Environment": "dev"}},
        "aws_rds_cluster.aurora": {"cluster_identifier": "aurora-dev", "kms_key_id": "key-1"},
        "aws_rds_cluster_instance.writer": {"identifier": "aurora-writer-dev", "cluster_identifier": "aurora-dev"},
    },
    "tap-stack-prod": {"aws_rds_cluster.aurora": {"cluster_identifier": "aurora-prod", "kms_key_id": "key-1"}},
}


@pytest.mark.parametrize(
    ("operation", "given", "stack", "address"),
    [
        ("iam:CreateRole", {"RoleName": "role-a-dev"}, "tap-stack-dev", "aws_iam_role.function-a"),
        (
            "iam:PutRolePolicy",
            {"RoleName": "role-a-dev", "PolicyDocument": "only sqs"},
            "tap-stack-dev",
            "aws_iam_role_policy.function-a",
        ),
        (
            "rds:CreateDBCluster",
            {"DBClusterIdentifier": "aurora-dev", "KmsKeyId": "key-1"},
            "tap-stack-dev",
            "aws_rds_cluster.aurora",
        ),
        ("rds:ModifyDBCluster", {"DBClusterIdentifier": "aurora-prod"}, "tap-stack-prod", "aws_rds_cluster.aurora"),
        (
            "rds:CreateDBInstance",
            {"DBInstanceIdentifier": "aurora-writer-dev", "DBClusterIdentifier": "aurora-dev"},
            "tap-stack-dev",
            "aws_rds_cluster_instance.writer",
        ),
    ],
)
def test_the_resource_that_a_request_was_made_for(operation, given, stack, address):
    assert Attribution.of(STACKS).find(operation, given) == (stack, address)


def test_a_request_that_no_resource_is_like_has_no_address():
    assert Attribution.of(STACKS).find("sqs:CreateQueue", {"QueueName": "elsewhere"}) is None
