"""The trail and the detective services in the synthesized JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.generator.builders.foundations import all_built, built
from tests.support.stacks import resources, stack_of

AUDIT_BUCKET = "${aws_s3_bucket_policy.bucket-audit_policy.bucket}"
AUDIT_KEY = "${aws_kms_key.key-audit.arn}"
ONE_AN_ACCOUNT = (
    "aws_config_configuration_recorder",
    "aws_config_delivery_channel",
    "aws_config_config_rule",
    "aws_guardduty_detector",
    "aws_securityhub_account",
)


def fields(selector: dict[str, Any]) -> dict[str, Any]:
    """A selector as field and what it is compared with."""
    return {
        entry["field"]: entry.get("equals") or {"starts_with": entry["starts_with"]}
        for entry in selector["field_selector"]
    }


def selectors() -> dict[str, dict[str, Any]]:
    return {
        selector["name"]: fields(selector) for selector in built("aws_cloudtrail", "trail")["advanced_event_selector"]
    }


def test_the_trail_is_sealed_encrypted_and_goes_to_the_audit_bucket_once_that_admits_it():
    trail = built("aws_cloudtrail", "trail")
    assert (trail["s3_bucket_name"], trail["kms_key_id"]) == (AUDIT_BUCKET, AUDIT_KEY)
    assert trail["enable_log_file_validation"] is True
    assert trail["is_multi_region_trail"] is True
    assert trail["include_global_service_events"] is True


def test_the_bucket_admits_the_trail_by_the_name_that_it_has():
    policy = json.loads(built("aws_s3_bucket_policy", "bucket-audit_policy")["policy"])
    (writes,) = [statement for statement in policy["Statement"] if statement["Sid"] == "CloudTrailWrites"]
    source = writes["Condition"]["StringEquals"]["aws:SourceArn"]
    assert source.endswith(f":trail/{built('aws_cloudtrail', 'trail')['name']}")


def test_the_trail_goes_to_a_log_group_too_that_is_encrypted_and_kept_for_twelve_months():
    trail, group = built("aws_cloudtrail", "trail"), built("aws_cloudwatch_log_group", "log-group-trail")
    assert trail["cloud_watch_logs_group_arn"] == "${aws_cloudwatch_log_group.log-group-trail.arn}:*"
    assert (group["kms_key_id"], group["retention_in_days"]) == ("${aws_kms_key.key-logs.arn}", 400)


def test_the_trails_role_can_do_nothing_but_write_to_its_own_streams():
    policy = json.loads(built("aws_iam_role_policy", "role-trail-policy")["policy"])
    (statement,) = policy["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"].startswith("${aws_cloudwatch_log_group.log-group-trail.arn}:log-stream:")


def test_management_events_are_recorded_reads_and_writes_alike():
    assert selectors()["management"] == {"eventCategory": ["Management"]}


@pytest.mark.parametrize(
    ("name", "kind", "read_only", "first"),
    [
        ("bucket-reads", "AWS::S3::Object", ["true"], "${aws_s3_bucket.bucket-audit.arn}/"),
        ("bucket-deletions", "AWS::S3::Object", ["false"], "${aws_s3_bucket.bucket-audit.arn}/"),
        ("invocations", "AWS::Lambda::Function", None, "${aws_lambda_function.lambda-payment-validation.arn}"),
        ("payments", "AWS::DynamoDB::Table", ["false"], "${aws_dynamodb_table.table-transactions.arn}"),
        ("all-tables", "AWS::DynamoDB::Table", None, "${aws_dynamodb_table.table-transactions.arn}"),
    ],
)
def test_data_events_are_those_that_the_spec_selects(name, kind, read_only, first):
    selector = selectors()[name]
    assert (selector["eventCategory"], selector["resources.type"]) == (["Data"], [kind])
    assert selector.get("readOnly") == read_only
    assert selector["resources.ARN"]["starts_with"][0] == first


def test_deletions_are_recorded_and_no_put_that_the_trail_itself_makes():
    assert selectors()["bucket-deletions"]["eventName"] == {"equals": ["DeleteObject", "DeleteObjects"]} or selectors()[
        "bucket-deletions"
    ]["eventName"] == ["DeleteObject", "DeleteObjects"]


def test_calls_of_people_and_roles_are_recorded_and_not_those_of_the_balancer():
    assert selectors()["invocations"]["userIdentity.arn"]["starts_with"] == ["arn:"]
    assert "userIdentity.arn" not in selectors()["payments"]


def test_only_means_only_and_nothing_means_all():
    assert len(selectors()["payments"]["resources.ARN"]["starts_with"]) == 1
    assert len(selectors()["all-tables"]["resources.ARN"]["starts_with"]) == len(all_built("aws_dynamodb_table"))


def test_insights_are_those_of_the_spec():
    assert [entry["insight_type"] for entry in built("aws_cloudtrail", "trail")["insight_selector"]] == [
        "ApiCallRateInsight",
        "ApiErrorRateInsight",
    ]


@pytest.mark.parametrize("kind", ONE_AN_ACCOUNT)
def test_what_an_account_has_one_of_is_off_until_the_spec_turns_it_on(kind):
    assert resources(stack_of(), kind) == {}
    assert all_built(kind) != {}


def test_the_recorder_starts_when_it_can_deliver_and_the_rules_come_after():
    channel = built("aws_config_delivery_channel", "config-delivery")
    assert (channel["s3_bucket_name"], channel["s3_kms_key_arn"]) == (AUDIT_BUCKET, AUDIT_KEY)
    assert "aws_config_configuration_recorder.config-recorder" in channel["depends_on"]
    status = built("aws_config_configuration_recorder_status", "config-recorder-status")
    assert (status["is_enabled"], status["depends_on"]) == (True, ["aws_config_delivery_channel.config-delivery"])
    for rule in all_built("aws_config_config_rule").values():
        assert rule["depends_on"] == ["aws_config_configuration_recorder_status.config-recorder-status"]


def test_a_rule_of_the_spec_stands_beside_the_shipped_ones_with_its_parameters():
    rules = all_built("aws_config_config_rule")
    assert len(rules) == 17
    rule = rules["config-rule-old-access-keys"]
    assert rule["source"] == {"owner": "AWS", "source_identifier": "ACCESS_KEYS_ROTATED"}
    assert json.loads(rule["input_parameters"]) == {"maxAccessKeyAge": "90"}
    assert rule["name"] == "config-rule-old-access-keys-test"


def test_guard_duty_watches_what_this_stack_has():
    assert {entry["name"] for entry in all_built("aws_guardduty_detector_feature").values()} == {
        "S3_DATA_EVENTS",
        "LAMBDA_NETWORK_LOGS",
        "RDS_LOGIN_EVENTS",
    }


def test_security_hub_measures_against_the_standards_of_the_spec_once_the_recorder_runs():
    hub = built("aws_securityhub_account", "securityhub")
    assert hub["enable_default_standards"] is False
    assert hub["depends_on"] == ["aws_config_configuration_recorder_status.config-recorder-status"]
    standards = all_built("aws_securityhub_standards_subscription").values()
    assert {entry["standards_arn"].partition("standards/")[2] for entry in standards} == {
        "pci-dss/v/4.0.1",
        "aws-foundational-security-best-practices/v/1.0.0",
    }
