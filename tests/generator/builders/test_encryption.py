"""Keys in the synthesized JSON: rotated, named, and usable by whoever the stack hands them to and by nobody else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from generator.aws.key_domains import DOMAINS
from tests.generator.builders.foundations import SPEC, all_built, built
from tests.support.stacks import resources, stack_of

WITH_DMS = {
    **SPEC,
    "network": {**SPEC.get("network", {}), "onPremises": {"cidrs": ["192.168.0.0/16"]}},
    "migration": {
        "phase": "prepare",
        "source": {"engine": "oracle", "host": "192.168.10.20", "tables": ["CARDS.*"]},
        "replication": {"method": "dms", "certificateArn": "arn:aws:dms:us-east-1:111122223333:cert:CA"},
        "relay": {"addresses": ["192.168.10.11"], "serverName": "payments.example.internal"},
    },
}
ACCOUNT = "${data.aws_caller_identity.current.account_id}"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
USE = {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:CreateGrant"}

# Which service touches the key on behalf of a resource that names it. Policies, aliases and the like only mention it.
SERVICE_OF = {
    "aws_cloudtrail": "cloudtrail.amazonaws.com",
    "aws_cloudwatch_log_group": "logs.{region}.amazonaws.com",
    "aws_config_delivery_channel": "s3",
    "aws_dms_endpoint": "dms",
    "aws_dms_replication_instance": "dms",
    "aws_dynamodb_table": "dynamodb",
    "aws_lambda_function": "lambda",
    "aws_rds_cluster": "rds",
    "aws_rds_cluster_instance": "rds",
    "aws_s3_bucket_replication_configuration": "s3",
    "aws_s3_bucket_server_side_encryption_configuration": "s3",
    "aws_secretsmanager_secret": "secretsmanager",
    "aws_sns_topic": "sns",
    "aws_sqs_queue": "sqs",
    "aws_ssm_parameter": "ssm",
}
ONLY_MENTION_IT = {"aws_iam_role_policy", "aws_kms_alias", "aws_s3_bucket_policy", "aws_secretsmanager_secret_policy"}
# Services that no resource names: who publishes to a topic, or reads a log.
WITHOUT_RESOURCE = {
    "messaging": {"cloudwatch.amazonaws.com", "events.rds.amazonaws.com", "sns.amazonaws.com"},
    "logs": {"logs"},
}


def users() -> dict[str, dict[str, set[str]]]:
    """Domain by domain the types of resources that name its key, and the service that stands for each."""
    found: dict[str, dict[str, set[str]]] = {domain: {} for domain in DOMAINS}
    for kind, entries in stack_of(WITH_DMS)["resource"].items():
        for name, entry in entries.items():
            for domain in re.findall(r"aws_kms_key\.key-([a-z]+)\.", json.dumps(entry)):
                found[domain].setdefault(kind, set()).add(name)
    return found


def admitted(domain: str) -> set[str]:
    return {*DOMAINS[domain].via, *(use.principal for use in DOMAINS[domain].services)}


def statements(domain: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(built("aws_kms_key", f"key-{domain}")["policy"])["Statement"]
    return loaded


def test_there_is_one_key_for_each_domain_of_data():
    assert set(all_built("aws_kms_key")) == {f"key-{domain}" for domain in DOMAINS}


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_key_rotates_as_the_spec_says_and_has_an_alias(domain):
    key, alias = built("aws_kms_key", f"key-{domain}"), built("aws_kms_alias", f"key-{domain}-alias")
    assert (key["enable_key_rotation"], key["rotation_period_in_days"]) == (True, 180)
    assert alias["name"] == f"alias/key-{domain}-test"
    assert alias["target_key_id"] == f"${{aws_kms_key.key-{domain}.key_id}}"


def test_a_destroyed_key_lingers_no_longer_than_it_must():
    keys = resources(stack_of(), "aws_kms_key").values()
    assert {(key["deletion_window_in_days"], key["rotation_period_in_days"]) for key in keys} == {(7, 365)}


@pytest.mark.parametrize("domain", DOMAINS)
def test_nobody_is_everybody_and_nothing_is_everything(domain):
    for statement in statements(domain):
        assert statement["Effect"] == "Allow"
        assert "*" not in statement["Principal"]
        assert "*" not in statement["Principal"].values()
        assert not [action for action in statement["Action"] if "*" in action]


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_account_itself_manages_a_key_but_uses_it_only_through_the_services_of_its_domain(domain):
    region = "us-east-1.amazonaws.com"
    for statement in statements(domain):
        if statement["Principal"] == ROOT and USE & set(statement["Action"]):
            assert statement["Condition"]["StringEquals"] == {
                "kms:ViaService": [f"{service}.{region}" for service in DOMAINS[domain].via]
            }
    (grants,) = [statement for statement in statements(domain) if "kms:CreateGrant" in statement["Action"]]
    assert grants["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_service_uses_a_key_only_for_this_account(domain):
    for statement in statements(domain):
        if "Service" in statement["Principal"]:
            assert ACCOUNT in json.dumps(statement["Condition"])
            assert set(statement["Action"]) <= USE | {"kms:DescribeKey"}


def test_the_stack_uses_keys_in_ways_that_this_test_knows():
    unknown = {kind for kinds in users().values() for kind in kinds} - set(SERVICE_OF) - ONLY_MENTION_IT
    assert unknown == set(), "add the service that uses the key for this type to SERVICE_OF"


@pytest.mark.parametrize("domain", DOMAINS)
def test_whoever_is_handed_a_key_is_admitted_by_it(domain):
    needed = {SERVICE_OF[kind] for kind in users()[domain] if kind not in ONLY_MENTION_IT}
    assert needed <= admitted(domain), "a row in generator/aws/key_domains.py is missing"


@pytest.mark.parametrize("domain", DOMAINS)
def test_whoever_is_admitted_by_a_key_is_handed_it(domain):
    needed = {SERVICE_OF[kind] for kind in users()[domain] if kind not in ONLY_MENTION_IT}
    assert admitted(domain) - needed == WITHOUT_RESOURCE.get(domain, set()), (
        "a row in generator/aws/key_domains.py too many"
    )


def test_alarms_may_publish_to_an_encrypted_topic():
    (cloudwatch,) = [
        statement
        for statement in statements("messaging")
        if statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    ]
    assert cloudwatch["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert cloudwatch["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_cloudwatch_logs_uses_its_key_for_log_groups_of_this_account_and_region():
    (logs,) = [statement for statement in statements("logs") if "Service" in statement["Principal"]]
    assert logs["Principal"] == {"Service": "logs.us-east-1.amazonaws.com"}
    context = {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:*"}
    assert logs["Condition"] == {"ArnLike": context}
