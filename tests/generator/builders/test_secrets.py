"""Secrets without values, and their rotation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.generator.builders.shapes import RICH, SMALL
from tests.support.stacks import resources, stack_of

SECRET_KEY = re.compile(r"password|secret_(string|binary)|auth_token|private_key|credentials", re.IGNORECASE)
# They hold a word or a switch, never a value that opens anything.
HARMLESS = {"manage_master_user_password": True, "client_password_auth_type": "POSTGRES_SCRAM_SHA_256"}


def keys_and_values(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield key, value
            yield from keys_and_values(value)
    elif isinstance(part, list):
        for value in part:
            yield from keys_and_values(value)


@pytest.mark.parametrize("spec", [None, RICH, SMALL], ids=["default", "rich", "small"])
def test_no_password_or_secret_value_is_in_the_json(spec):
    stack = stack_of(spec)
    named = {(key, value) for key, value in keys_and_values(stack["resource"]) if SECRET_KEY.search(key)}
    assert named <= set(HARMLESS.items())
    assert ("manage_master_user_password", True) in named
    assert "aws_secretsmanager_secret_version" not in stack["resource"]
    assert not any(kind.startswith("random_") for kind in stack["resource"])


def test_a_secret_is_under_the_secrets_key_and_frees_its_name_on_destroy():
    secret = resources(stack_of(), "aws_secretsmanager_secret")["secret-app-database"]
    assert secret["kms_key_id"] == "${aws_kms_key.key-secrets.arn}"
    assert secret["recovery_window_in_days"] == 0
    assert secret["name"] == "secret-app-database-test"


def test_the_policy_of_a_secret_only_denies():
    policies = resources(stack_of(), "aws_secretsmanager_secret_policy")
    policy = policies["secret-app-database-policy"]
    statements = json.loads(policy["policy"])["Statement"]
    assert {statement["Effect"] for statement in statements} == {"Deny"}
    assert {statement["Sid"] for statement in statements} == {"DenyWithoutTls", "DenyOtherAccounts"}
    assert policy["block_public_policy"] is True


def test_rotation_goes_through_an_alias_every_so_many_days():
    stack = stack_of()
    rotation = resources(stack, "aws_secretsmanager_secret_rotation")["secret-app-database-rotation"]
    permission = resources(stack, "aws_lambda_permission")["secret-app-database-rotation-permission"]
    assert rotation["rotation_lambda_arn"] == "${aws_lambda_alias.alias-credential-rotation-blue.arn}"
    assert rotation["rotation_rules"] == {"automatically_after_days": 30}
    assert rotation["rotate_immediately"] is True
    assert rotation["depends_on"] == ["aws_lambda_permission.secret-app-database-rotation-permission"]
    assert permission["principal"] == "secretsmanager.amazonaws.com"
    assert permission["source_account"] == "${data.aws_caller_identity.current.account_id}"
    assert permission["qualifier"] == "${aws_lambda_alias.alias-credential-rotation-blue.name}"


def test_the_first_rotation_of_a_login_waits_for_the_instances():
    rotations = resources(stack_of(RICH), "aws_secretsmanager_secret_rotation")
    (condition,) = rotations["secret-app-database-rotation"]["lifecycle"]["precondition"]
    assert "aws_rds_cluster_instance.aurora-1" in condition["condition"]
    assert "lifecycle" not in rotations["secret-acquirer-api-rotation"]


def test_a_schedule_takes_the_place_of_the_days():
    rotations = resources(stack_of(RICH), "aws_secretsmanager_secret_rotation")
    assert rotations["secret-app-database-rotation"]["rotation_rules"] == {
        "duration": "3h",
        "schedule_expression": "cron(0 2 1 * ? *)",
    }
    assert rotations["secret-app-database-rotation"]["rotation_lambda_arn"].endswith("-green.arn}")


def test_a_rotation_may_call_unpublished_code_and_begin_later():
    stack = stack_of(RICH)
    rotation = resources(stack, "aws_secretsmanager_secret_rotation")["secret-acquirer-api-rotation"]
    permission = resources(stack, "aws_lambda_permission")["secret-acquirer-api-rotation-permission"]
    assert rotation["rotation_lambda_arn"] == "${aws_lambda_function.lambda-key-rotation.arn}"
    assert rotation["rotate_immediately"] is False
    assert "qualifier" not in permission


@pytest.mark.parametrize("spec", [None, RICH], ids=["default", "rich"])
def test_the_ids_of_permissions_are_unique_in_the_whole_stack(spec):
    permissions = resources(stack_of(spec), "aws_lambda_permission").values()
    # The provider makes an id of a prefix by adding what is unique.
    ids = [permission.get("statement_id") or permission["statement_id_prefix"] for permission in permissions]
    assert len(set(ids)) == len(ids)


def test_a_secret_that_nobody_rotates_has_no_rotation():
    spec = {**RICH, "secrets": [RICH["secrets"][0], {"name": "acquirer-api"}]}
    assert set(resources(stack_of(spec), "aws_secretsmanager_secret_rotation")) == {"secret-app-database-rotation"}
