"""Which arguments Terraform cannot change in place: another value destroys the resource and makes a new one.

Terraform does not publish this: `terraform providers schema` leaves it out. The rows are what the documentation and
source of the AWS provider 5.100 mark as "forces new resource" (`ForceNew`), for the resources in use. A kind that is
not here has not been looked up, and callers say that they do not know.
"""

from __future__ import annotations

from collections.abc import Mapping

# Every argument of these but tags.
ALL = frozenset({"*"})


def _rows(*rows: tuple[str, str]) -> Mapping[str, frozenset[str]]:
    return {f"aws_{kind}": frozenset(arguments.split()) for kind, arguments in rows}


REPLACING: Mapping[str, frozenset[str]] = _rows(
    ("acm_certificate", "domain_name key_algorithm subject_alternative_names validation_method"),
    ("acm_certificate_validation", "certificate_arn validation_record_fqdns"),
    ("api_gateway_deployment", "rest_api_id triggers"),
    ("api_gateway_gateway_response", "rest_api_id response_type"),
    (
        "api_gateway_integration",
        "credentials http_method integration_http_method passthrough_behavior resource_id rest_api_id type",
    ),
    ("api_gateway_method", "rest_api_id resource_id http_method"),
    ("api_gateway_method_settings", "rest_api_id stage_name method_path"),
    ("api_gateway_model", "rest_api_id name content_type"),
    ("api_gateway_request_validator", "rest_api_id"),
    ("api_gateway_resource", "rest_api_id"),
    ("api_gateway_rest_api", ""),
    ("api_gateway_rest_api_policy", "rest_api_id"),
    ("api_gateway_stage", "rest_api_id stage_name"),
    ("api_gateway_usage_plan", ""),
    ("api_gateway_vpc_link", "target_arns"),
    ("appautoscaling_policy", "name resource_id scalable_dimension service_namespace"),
    ("appautoscaling_target", "resource_id scalable_dimension service_namespace"),
    ("cloudtrail", "name"),
    ("cloudwatch_composite_alarm", "alarm_name"),
    ("cloudwatch_dashboard", "dashboard_name"),
    ("cloudwatch_log_group", "name log_group_class"),
    ("cloudwatch_log_metric_filter", "name log_group_name"),
    ("cloudwatch_metric_alarm", "alarm_name"),
    ("db_proxy_endpoint", "db_proxy_endpoint_name db_proxy_name target_role vpc_subnet_ids"),
    ("db_proxy_target", "*"),
    ("db_subnet_group", "name"),
    ("default_security_group", "vpc_id"),
    ("dynamodb_table", "name hash_key range_key local_secondary_index"),
    ("ec2_transit_gateway_vpc_attachment", "transit_gateway_id vpc_id"),
    ("eip", "domain network_border_group"),
    ("flow_log", "*"),
    ("guardduty_detector", ""),
    ("guardduty_detector_feature", "detector_id name"),
    ("iam_role", "name path"),
    ("iam_role_policy", "name role"),
    ("iam_role_policy_attachment", "*"),
    ("internet_gateway", ""),
    ("kms_alias", "name"),
    ("kms_key", "key_usage customer_master_key_spec multi_region custom_key_store_id"),
    ("lambda_alias", "name function_name"),
    ("lambda_function", "function_name package_type"),
    ("lambda_function_event_invoke_config", "function_name qualifier"),
    ("lambda_invocation", "function_name input qualifier triggers"),
    ("lambda_permission", "*"),
    ("lambda_provisioned_concurrency_config", "function_name qualifier"),
    ("lb", "name internal load_balancer_type"),
    ("lb_listener", "load_balancer_arn"),
    ("lb_listener_rule", "listener_arn"),
    ("lb_target_group", "name port protocol protocol_version target_type vpc_id ip_address_type"),
    ("lb_target_group_attachment", "*"),
    ("nat_gateway", "allocation_id connectivity_type subnet_id"),
    ("network_acl", "vpc_id"),
    (
        "rds_cluster",
        "availability_zones cluster_identifier database_name db_subnet_group_name engine kms_key_id master_username "
        "storage_encrypted",
    ),
    ("rds_cluster_instance", "availability_zone cluster_identifier db_subnet_group_name engine identifier"),
    ("rds_cluster_parameter_group", "description family name"),
    ("route", "destination_cidr_block route_table_id"),
    ("route_table", "vpc_id"),
    ("route_table_association", "gateway_id subnet_id"),
    ("s3_bucket", "bucket object_lock_enabled"),
    ("s3_bucket_lifecycle_configuration", "bucket"),
    ("s3_bucket_logging", "bucket"),
    ("s3_bucket_ownership_controls", "bucket"),
    ("s3_bucket_policy", "bucket"),
    ("s3_bucket_public_access_block", "bucket"),
    ("s3_bucket_replication_configuration", "bucket"),
    ("s3_bucket_server_side_encryption_configuration", "bucket"),
    ("s3_bucket_versioning", "bucket"),
    ("secretsmanager_secret", "name"),
    ("secretsmanager_secret_policy", "secret_arn"),
    ("secretsmanager_secret_rotation", "secret_id"),
    ("security_group", "description name vpc_id"),
    ("securityhub_standards_subscription", "standards_arn"),
    ("sns_topic", "fifo_topic name"),
    ("sns_topic_policy", "arn"),
    ("sns_topic_subscription", "endpoint protocol topic_arn"),
    ("sqs_queue", "fifo_queue name"),
    ("sqs_queue_policy", "queue_url"),
    ("subnet", "availability_zone cidr_block vpc_id"),
    ("vpc", "cidr_block"),
    ("vpc_endpoint", "service_name vpc_endpoint_type vpc_id"),
    ("vpc_security_group_egress_rule", "security_group_id"),
    ("vpc_security_group_ingress_rule", "security_group_id"),
    ("vpn_gateway", "amazon_side_asn"),
    ("vpn_gateway_route_propagation", "*"),
    ("wafv2_web_acl", "name scope"),
    ("wafv2_web_acl_association", "*"),
    ("wafv2_web_acl_logging_configuration", "resource_arn"),
)


def replaces(kind: str, argument: str) -> bool | None:
    """Whether another value of an argument makes a new resource; None where that is not known."""
    if kind not in REPLACING:
        return None
    return argument in REPLACING[kind] or (
        REPLACING[kind] == ALL and argument not in ("tags", "depends_on", "lifecycle")
    )
