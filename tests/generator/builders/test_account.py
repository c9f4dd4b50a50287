"""The account's own stack in the synthesized JSON."""

from __future__ import annotations

import json

from generator.aws.resource_types import RESOURCE_TYPES
from generator.builders.account import build_account
from generator.spec.resolve import resolve_account
from tests.support.stacks import account_stack, resources
from tests.support.wide_account import WIDE_ACCOUNT


def test_the_shipped_account_has_each_thing_that_an_account_has_once():
    stack = account_stack()
    once = (
        "aws_api_gateway_account",
        "aws_cloudtrail",
        "aws_cloudwatch_log_resource_policy",
        "aws_config_configuration_recorder",
        "aws_guardduty_detector",
        "aws_securityhub_account",
    )
    assert {kind: len(resources(stack, kind)) for kind in once} == dict.fromkeys(once, 1)
    assert resources(stack, "aws_cloudtrail")["trail"]["is_multi_region_trail"] is True


def test_the_log_role_is_taken_out_of_the_settings_when_the_stack_is_destroyed():
    setting = resources(account_stack(), "aws_api_gateway_account")["api-account"]
    assert setting["cloudwatch_role_arn"] == "${aws_iam_role.role-api-logs.arn}"
    assert setting["reset_on_delete"] is True


def test_provider_6_is_not_given_an_argument_that_it_no_longer_has():
    stack = account_stack({"accountName": "six", "providerVersion": "~> 6.25"})
    assert "reset_on_delete" not in resources(stack, "aws_api_gateway_account")["api-account"]


def test_an_account_whose_role_somebody_else_has_set_makes_none():
    stack = account_stack({"accountName": "given", "apiLogRole": "existing", "logDeliveryPolicy": False})
    assert resources(stack, "aws_api_gateway_account") == {}
    assert resources(stack, "aws_cloudwatch_log_resource_policy") == {}


def test_states_are_encrypted_with_a_key_of_their_own_kept_in_versions_and_stop_a_destroy():
    stack = account_stack()
    bucket = resources(stack, "aws_s3_bucket")["bucket-terraform-state"]
    assert bucket["bucket"] == "bucket-terraform-state-${data.aws_caller_identity.current.account_id}-main"
    assert bucket["force_destroy"] is False
    encryption = resources(stack, "aws_s3_bucket_server_side_encryption_configuration")
    (rule,) = encryption["bucket-terraform-state_encryption"]["rule"]
    default = rule["apply_server_side_encryption_by_default"]
    assert default["kms_master_key_id"] == "${aws_kms_key.key-state.arn}"
    versioning = resources(stack, "aws_s3_bucket_versioning")["bucket-terraform-state_versioning"]
    assert versioning["versioning_configuration"]["status"] == "Enabled"


def test_no_state_expires_and_former_versions_do():
    lifecycles = resources(account_stack(WIDE_ACCOUNT), "aws_s3_bucket_lifecycle_configuration")
    (rule,) = lifecycles["bucket-terraform-state_lifecycle"]["rule"]
    assert "expiration" not in rule
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 30
    assert resources(account_stack(WIDE_ACCOUNT), "aws_s3_bucket")["bucket-terraform-state"]["force_destroy"] is True


def test_outputs_tell_what_the_state_of_an_environment_asks_for():
    outputs = account_stack()["output"]
    assert outputs["state_bucket"]["value"] == "${aws_s3_bucket.bucket-terraform-state.id}"
    assert outputs["state_key_arn"]["value"] == "${aws_kms_key.key-state.arn}"


def test_an_account_without_a_state_bucket_has_no_such_output():
    stack = account_stack({"accountName": "bare", "stateBucket": {"enabled": False}})
    assert "bucket-terraform-state" not in resources(stack, "aws_s3_bucket")
    assert "output" not in stack


def test_the_role_for_deployments_trusts_the_tokens_of_the_named_repositories_alone():
    stack = account_stack(WIDE_ACCOUNT)
    role = resources(stack, "aws_iam_role")["role-deploy"]
    (statement,) = json.loads(role["assume_role_policy"])["Statement"]
    assert statement["Principal"] == {"Federated": "${aws_iam_openid_connect_provider.identity-provider.arn}"}
    assert statement["Condition"] == {
        "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
        "StringLike": {
            "token.actions.githubusercontent.com:sub": [
                "repo:example/payments:environment:prod",
                "repo:example/payments:ref:refs/heads/*",
            ]
        },
    }
    assert role["max_session_duration"] == 5400
    attached = resources(stack, "aws_iam_role_policy_attachment")["role-deploy-policy-1"]
    assert attached["policy_arn"] == "arn:aws:iam::aws:policy/PowerUserAccess"
    assert resources(stack, "aws_iam_openid_connect_provider")["identity-provider"]["url"].startswith("https://token.")


def test_an_identity_provider_that_is_there_is_used_and_not_made():
    subject = "project_path:example/payments:ref_type:branch:ref:main"
    deployments = {"provider": "gitlab", "createProvider": False, "subjects": [subject]}
    stack = account_stack({"accountName": "lab", "deployments": deployments})
    assert resources(stack, "aws_iam_openid_connect_provider") == {}
    (statement,) = json.loads(resources(stack, "aws_iam_role")["role-deploy"]["assume_role_policy"])["Statement"]
    assert statement["Principal"]["Federated"].endswith(":oidc-provider/gitlab.com")


def test_service_roles_have_the_names_that_aws_asks_for():
    stack = account_stack(WIDE_ACCOUNT)
    linked = resources(stack, "aws_iam_service_linked_role")
    assert [role["aws_service_name"] for role in linked.values()] == [
        "rds.amazonaws.com",
        "rds.application-autoscaling.amazonaws.com",
    ]
    names = {role["name"] for role in resources(stack, "aws_iam_role").values()}
    assert {"dms-vpc-role", "dms-cloudwatch-logs-role"} <= names


def test_firewall_logs_may_be_delivered_for_this_account_alone():
    (policy,) = resources(account_stack(), "aws_cloudwatch_log_resource_policy").values()
    (statement,) = json.loads(policy["policy_document"])["Statement"]
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert "aws:SourceAccount" in statement["Condition"]["StringEquals"]


def test_a_budget_sends_mail_at_each_part_of_the_limit():
    (budget,) = resources(account_stack(WIDE_ACCOUNT), "aws_budgets_budget").values()
    assert (budget["name"], budget["limit_amount"], budget["limit_unit"]) == ("budget-all-wide", "5000", "USD")
    assert [entry["threshold"] for entry in budget["notification"]] == [50, 100]


def test_the_provider_takes_no_other_account_and_assumes_the_role():
    (provider,) = account_stack(WIDE_ACCOUNT)["provider"]["aws"]
    assert provider["allowed_account_ids"] == ["111122223333"]
    (assumed,) = provider["assume_role"]
    assert assumed["role_arn"] == "arn:aws:iam::111122223333:role/terraform"


def test_every_name_ends_with_that_of_the_account_or_is_given_by_aws(tmp_path):
    spec = tmp_path / "wide.yaml"
    spec.write_text(json.dumps(WIDE_ACCOUNT), encoding="utf-8")
    plan = build_account(resolve_account(spec).account)
    given = {"dms-vpc-role", "dms-cloudwatch-logs-role"}
    by_type = [(address.partition(".")[0], operation) for address, operation in plan.constructs.items()]
    arguments = [(RESOURCE_TYPES[kind].name, operation) for kind, operation in by_type if kind in RESOURCE_TYPES]
    names = {str(operation.arguments[name]) for name, operation in arguments if name is not None}
    assert {name for name in names - given if not name.endswith("-wide")} == set()
    assert "tap-account-wide" not in names
