"""What every kind of resource holds: the table that lets no new kind slip past the question of encryption.

A type that is in none of the tables fails C-ENC001 until somebody has thought about it. Sources: the encryption page of
each service's guide.
"""

from __future__ import annotations

from collections.abc import Mapping

# Stores of data, and the attributes that name the customer-managed key. Buckets have a resource of their own for it.
STORES: Mapping[str, tuple[str, ...]] = {
    "aws_cloudtrail": ("kms_key_id",),
    "aws_cloudwatch_log_group": ("kms_key_id",),
    "aws_config_delivery_channel": ("s3_kms_key_arn",),
    "aws_dynamodb_table": ("server_side_encryption.kms_key_arn",),
    "aws_lambda_function": ("kms_key_arn",),
    "aws_rds_cluster": ("kms_key_id", "master_user_secret_kms_key_id", "performance_insights_kms_key_id"),
    "aws_rds_cluster_instance": ("performance_insights_kms_key_id",),
    "aws_s3_bucket": (),
    "aws_secretsmanager_secret": ("kms_key_id",),
    "aws_sns_topic": ("kms_master_key_id",),
    "aws_sqs_queue": ("kms_master_key_id",),
    "aws_ssm_parameter": ("key_id",),
}

# Types that keep something which AWS encrypts with keys of its own only, and why that is enough.
AWS_KEYS_ONLY: Mapping[str, str] = {
    "aws_acm_certificate": "ACM keeps the private key and never hands it out; it takes no customer key",
    "aws_api_gateway_api_key": "API Gateway keeps the key itself; it meters callers and is not their only credential",
    "aws_api_gateway_client_certificate": "API Gateway keeps the private key and never hands it out",
    "aws_api_gateway_stage": "its cache, were there one, takes no customer key: C-API005 keeps it off",
    "aws_cloudwatch_dashboard": "names of metrics; CloudWatch encrypts with keys of its own",
    "aws_cloudwatch_log_metric_filter": "a pattern; the metric carries counts, no payment data",
    "aws_cloudwatch_metric_alarm": "thresholds over counts, no payment data",
    "aws_guardduty_detector": "findings are encrypted with a key of AWS; they hold no payment data",
    "aws_lambda_invocation": "its input is in Terraform's state: C-SEC001 proves that there is no secret in it",
    "aws_securityhub_account": "findings are encrypted with a key of AWS; they hold no payment data",
}

# Types that describe or connect and keep nothing.
NO_DATA: frozenset[str] = frozenset(
    {
        *("aws_acm_certificate_validation", "aws_api_gateway_account", "aws_api_gateway_base_path_mapping"),
        *("aws_api_gateway_deployment", "aws_api_gateway_domain_name", "aws_api_gateway_gateway_response"),
        *("aws_api_gateway_integration", "aws_api_gateway_method", "aws_api_gateway_method_settings"),
        *("aws_api_gateway_model", "aws_api_gateway_request_validator", "aws_api_gateway_resource"),
        *("aws_api_gateway_rest_api", "aws_api_gateway_rest_api_policy", "aws_api_gateway_usage_plan"),
        *("aws_api_gateway_usage_plan_key", "aws_api_gateway_vpc_link", "aws_apigatewayv2_vpc_link"),
        *("aws_appautoscaling_policy", "aws_appautoscaling_target", "aws_cloudwatch_composite_alarm"),
        *("aws_config_config_rule", "aws_config_configuration_recorder", "aws_config_configuration_recorder_status"),
        *("aws_db_proxy", "aws_db_proxy_default_target_group", "aws_db_proxy_endpoint", "aws_db_proxy_target"),
        *("aws_db_subnet_group", "aws_default_security_group", "aws_ec2_transit_gateway_vpc_attachment", "aws_eip"),
        *("aws_flow_log", "aws_guardduty_detector_feature", "aws_iam_role", "aws_iam_role_policy"),
        *("aws_iam_role_policy_attachment", "aws_internet_gateway", "aws_kms_alias", "aws_kms_key"),
        *("aws_lambda_alias", "aws_lambda_function_event_invoke_config", "aws_lambda_permission"),
        *("aws_lambda_provisioned_concurrency_config", "aws_lb", "aws_lb_listener", "aws_lb_listener_rule"),
        *("aws_lb_target_group", "aws_lb_target_group_attachment", "aws_nat_gateway", "aws_network_acl"),
        *("aws_rds_cluster_parameter_group", "aws_route", "aws_route53_record", "aws_route_table"),
        *("aws_route_table_association", "aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_logging"),
        *("aws_s3_bucket_ownership_controls", "aws_s3_bucket_policy", "aws_s3_bucket_public_access_block"),
        *("aws_s3_bucket_replication_configuration", "aws_s3_bucket_server_side_encryption_configuration"),
        *("aws_s3_bucket_versioning", "aws_secretsmanager_secret_policy", "aws_secretsmanager_secret_rotation"),
        *("aws_security_group", "aws_securityhub_standards_subscription", "aws_sns_topic_policy"),
        *("aws_sns_topic_subscription", "aws_sqs_queue_policy", "aws_subnet", "aws_vpc", "aws_vpc_endpoint"),
        *("aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule", "aws_vpn_gateway"),
        *("aws_vpn_gateway_route_propagation", "aws_wafv2_web_acl", "aws_wafv2_web_acl_association"),
        "aws_wafv2_web_acl_logging_configuration",
    }
)

# Data that must not share a key: whoever may open one must not therefore open the other (PCI DSS 3.7).
DOMAINS: Mapping[str, str] = {
    "aws_cloudtrail": "audit",
    "aws_cloudwatch_log_group": "logs",
    "aws_config_delivery_channel": "audit",
    "aws_dynamodb_table": "data",
    "aws_lambda_function": "secrets",
    "aws_rds_cluster": "data",
    "aws_rds_cluster_instance": "data",
    "aws_s3_bucket_server_side_encryption_configuration": "audit",
    "aws_secretsmanager_secret": "secrets",
    "aws_sns_topic": "messaging",
    "aws_sqs_queue": "messaging",
    "aws_ssm_parameter": "secrets",
}
