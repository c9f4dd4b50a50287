"""What a spec protects refuses to be destroyed, bears a tag that says so, and nothing else does."""

from __future__ import annotations

import pytest

from generator.compliance.controls import everything_destroyable
from generator.compliance.stack import Stack
from tests.support.stacks import resources, stack_of

ALL = {"deletion": True, "finalSnapshot": True, "bucketContents": True}


def cluster(spec):
    return resources(stack_of(spec), "aws_rds_cluster")["aurora"]


def failing(stack):
    return [str(item.address) for item in everything_destroyable.check(Stack(stack)) if not item.ok]


def test_by_default_everything_can_be_destroyed_and_nothing_is_left():
    stack = stack_of()
    assert cluster({})["deletion_protection"] is False
    assert cluster({})["skip_final_snapshot"] is True
    assert "final_snapshot_identifier" not in cluster({})
    assert {table["deletion_protection_enabled"] for table in resources(stack, "aws_dynamodb_table").values()} == {
        False
    }
    assert {bucket["force_destroy"] for bucket in resources(stack, "aws_s3_bucket").values()} == {True}
    assert failing(stack) == []


def test_protection_is_of_the_cluster_the_tables_the_balancers_and_the_buckets():
    stack = stack_of({"protection": ALL})
    aurora = resources(stack, "aws_rds_cluster")["aurora"]
    assert aurora["deletion_protection"] is True
    assert (aurora["skip_final_snapshot"], aurora["final_snapshot_identifier"]) == (False, "aurora-test-final")
    assert aurora["delete_automated_backups"] is False
    assert {table["deletion_protection_enabled"] for table in resources(stack, "aws_dynamodb_table").values()} == {True}
    assert {balancer["enable_deletion_protection"] for balancer in resources(stack, "aws_lb").values()} == {True}
    assert {bucket["force_destroy"] for bucket in resources(stack, "aws_s3_bucket").values()} == {False}


def test_what_is_protected_on_purpose_passes_the_control_and_a_slip_does_not():
    stack = stack_of({"protection": ALL})
    assert failing(stack) == []
    aurora = resources(stack, "aws_rds_cluster")["aurora"]
    unmarked = {"resource": {"aws_rds_cluster": {"aurora": {**aurora, "tags": {"Name": "aurora-test"}}}}}
    assert set(failing(unmarked)) == {"aws_rds_cluster.aurora"}


@pytest.mark.parametrize("key", ["deletionProtection", "finalSnapshot"])
def test_the_database_may_differ_from_the_environment(key):
    argument = {"deletionProtection": "deletion_protection", "finalSnapshot": "skip_final_snapshot"}[key]
    alone, excepted = cluster({"database": {key: True}}), cluster({"protection": ALL, "database": {key: False}})
    assert (alone[argument], excepted[argument]) in [(True, False), (False, True)]
    assert alone[argument] is (key == "deletionProtection")


def test_a_table_may_differ_from_the_environment():
    tables = [{"name": "merchants", "deletionProtection": False}]
    found = resources(stack_of({"protection": ALL, "tables": tables}), "aws_dynamodb_table")
    assert found["table-merchants"]["deletion_protection_enabled"] is False
    assert "Protected" not in found["table-merchants"]["tags"]
    assert found["table-transactions"]["tags"]["Protected"] == "true"


def test_a_bucket_that_locks_is_versioned_first_and_never_emptied():
    lock = {"mode": "COMPLIANCE", "days": 365}
    stack = stack_of({"buckets": [{"name": "audit", "objectLock": lock}]})
    configured = resources(stack, "aws_s3_bucket_object_lock_configuration")["bucket-audit_object-lock"]
    assert configured["rule"]["default_retention"] == {"mode": "COMPLIANCE", "days": 365}
    assert configured["depends_on"] == ["aws_s3_bucket_versioning.bucket-audit_versioning"]
    buckets = resources(stack, "aws_s3_bucket")
    assert (buckets["bucket-audit"]["force_destroy"], buckets["bucket-access-logs"]["force_destroy"]) == (False, True)
    assert failing(stack) == []
