"""Settings that a builder hands to Terraform as they are: each is another than its default, and in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.stacks import stack_of

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-a6ef-1234567890ab"
SPEC: Mapping[str, Any] = {
    "state": {"backend": "s3", "bucket": "tf-state", "region": "us-east-1", "keyPrefix": "payments", "kmsKeyArn": KEY},
    "network": {"flowLogRetentionDays": 731},
    "encryption": {"deletionWindowDays": 21},
    "audit": {
        "trail": {"multiRegion": False},
        "guardDuty": {"enabled": True, "publishingFrequency": "ONE_HOUR", "features": ["RDS_LOGIN_EVENTS"]},
    },
    "buckets": [
        {"name": "audit", "lifecycle": {"glacierSmallObjects": False, "abortUploadsAfterDays": 3}},
    ],
    "topics": [{"name": "system-errors", "displayName": "Payments"}],
    "database": {
        "caCertificate": "rds-ca-rsa4096-g1",
        "monitoringIntervalSeconds": 30,
        "readers": {
            "autoscaling": {"enabled": True, "scaleOutCooldownSeconds": 120, "scaleInCooldownSeconds": 900},
        },
        "proxy": {"enabled": True, "idleClientTimeoutSeconds": 600, "maxIdleConnectionsPercent": 20},
    },
    "functions": [
        {
            "name": "payment-validation",
            "ephemeralStorageMegabytes": 1024,
            "deadLetterRetentionDays": 7,
            "asynchronous": {"maximumRetries": 1, "maximumAgeSeconds": 900},
        }
    ],
    "loadBalancer": {
        "desyncMitigation": "strictest",
        "tlsPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "connectionLogs": False,
        "targets": [
            {
                "name": "payment-validation",
                "multiValueHeaders": False,
                "blue": {"healthCheck": {"matcher": "204", "healthyThreshold": 4, "unhealthyThreshold": 5}},
            }
        ],
    },
    "monitoring": {
        "dashboards": [{"name": "night", "template": "error-rates"}],
        "alarms": [{"name": "api-latency-p99", "evaluateLowSampleCountPercentiles": "ignore"}],
    },
}
CLOUD = {"state": {"backend": "cloud", "organization": "acme", "hostname": "tfe.acme.test"}}
BLUE, READERS = "tg-blue-payment-validation", "scaling-policy-aurora-readers"
# Where each has to be in the stack, as address and path.
EXPECTED: Mapping[str, Any] = {
    "aws_cloudtrail.trail is_multi_region_trail": False,
    "aws_guardduty_detector.guardduty finding_publishing_frequency": "ONE_HOUR",
    "aws_guardduty_detector_feature.guardduty-rds-login-events name": "RDS_LOGIN_EVENTS",
    "aws_s3_bucket_lifecycle_configuration.bucket-audit_lifecycle transition_default_minimum_object_size": (
        "all_storage_classes_128K"
    ),
    "aws_s3_bucket_lifecycle_configuration.bucket-audit_lifecycle "
    "rule.0.abort_incomplete_multipart_upload.0.days_after_initiation": 3,
    f"aws_appautoscaling_policy.{READERS} target_tracking_scaling_policy_configuration.scale_out_cooldown": 120,
    f"aws_appautoscaling_policy.{READERS} target_tracking_scaling_policy_configuration.scale_in_cooldown": 900,
    "aws_db_proxy.proxy idle_client_timeout": 600,
    "aws_db_proxy_default_target_group.proxy-target-group connection_pool_config.max_idle_connections_percent": 20,
    "aws_rds_cluster_instance.aurora-1 monitoring_interval": 30,
    "aws_rds_cluster_instance.aurora-1 ca_cert_identifier": "rds-ca-rsa4096-g1",
    "aws_kms_key.key-audit deletion_window_in_days": 21,
    "aws_lambda_function_event_invoke_config.alias-payment-validation-blue-invoke maximum_retry_attempts": 1,
    "aws_lambda_function_event_invoke_config.alias-payment-validation-blue-invoke maximum_event_age_in_seconds": 900,
    "aws_lambda_function.lambda-payment-validation ephemeral_storage.size": 1024,
    "aws_sqs_queue.queue-dead-letters-payment-validation message_retention_seconds": 7 * 24 * 3600,
    f"aws_lb_target_group.{BLUE} lambda_multi_value_headers_enabled": False,
    f"aws_lb_target_group.{BLUE} health_check.matcher": "204",
    f"aws_lb_target_group.{BLUE} health_check.healthy_threshold": 4,
    f"aws_lb_target_group.{BLUE} health_check.unhealthy_threshold": 5,
    "aws_lb_listener.listener ssl_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "aws_lb.alb desync_mitigation_mode": "strictest",
    "aws_lb.alb connection_logs.enabled": False,
    "aws_cloudwatch_metric_alarm.alarm-api-latency-p99 evaluate_low_sample_count_percentiles": "ignore",
    "aws_cloudwatch_log_group.log-group-flow-log retention_in_days": 731,
    "aws_sns_topic.topic-system-errors display_name": "Payments",
}


def test_every_setting_is_in_its_place():
    found = {place: _at(stack_of(SPEC)["resource"], *place.split(" ")) for place in EXPECTED}
    assert {place: value for place, value in found.items() if value != EXPECTED[place]} == {}


def _at(resources: Any, address: str, path: str) -> Any:
    value = resources
    for step in (*address.split("."), *path.split(".")):
        value = value[int(step) if step.isdigit() else step]
    return value


def test_a_dashboard_takes_the_widgets_of_its_template():
    dashboards = stack_of(SPEC)["resource"]["aws_cloudwatch_dashboard"]
    assert dashboards["dashboard-night"]["dashboard_body"] == dashboards["dashboard-error-rates"]["dashboard_body"]


def test_the_state_is_where_the_spec_says():
    s3 = stack_of(SPEC)["terraform"]["backend"]["s3"]
    assert (s3["key"], s3["kms_key_id"]) == ("payments/tap-stack-test/terraform.tfstate", KEY)
    assert stack_of(CLOUD)["terraform"]["cloud"]["hostname"] == "tfe.acme.test"
