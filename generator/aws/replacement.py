"""Which arguments Terraform cannot change in place: another value destroys the resource and makes a new one.

Terraform does not publish this: `terraform providers schema` leaves it out. So it was asked: `make check-replacement`
lets Terraform plan a change of every argument of every kind in use with the AWS provider (5.100), and compares; a row
holds the arguments whose change the plan answers with a new resource. For a few arguments the answer depends on the
values; the row then tells what another value does in general. A kind that is not here has not been asked about, and
callers say that they do not know.
"""

from __future__ import annotations

from collections.abc import Mapping


def _rows(*rows: tuple[str, str]) -> Mapping[str, frozenset[str]]:
    return {f"aws_{kind}": frozenset(arguments.split()) for kind, arguments in rows}


REPLACING: Mapping[str, frozenset[str]] = _rows(
    (
        "acm_certificate",
        "certificate_authority_arn domain_name key_algorithm subject_alternative_names validation_method "
        "validation_option",
    ),
    ("acm_certificate_validation", "certificate_arn validation_record_fqdns"),
    ("api_gateway_account", ""),
    ("api_gateway_api_key", "value"),
    ("api_gateway_base_path_mapping", "domain_name"),
    ("api_gateway_client_certificate", ""),
    ("api_gateway_deployment", "canary_settings rest_api_id stage_description stage_name triggers variables"),
    ("api_gateway_domain_name", "certificate_body certificate_chain certificate_private_key domain_name"),
    ("api_gateway_gateway_response", "response_type rest_api_id"),
    (
        "api_gateway_integration",
        "credentials http_method integration_http_method passthrough_behavior resource_id rest_api_id type",
    ),
    ("api_gateway_method", "http_method resource_id rest_api_id"),
    ("api_gateway_method_settings", "method_path rest_api_id stage_name"),
    ("api_gateway_model", "content_type name rest_api_id"),
    ("api_gateway_request_validator", "rest_api_id"),
    ("api_gateway_resource", "rest_api_id"),
    ("api_gateway_rest_api", ""),
    ("api_gateway_rest_api_policy", "rest_api_id"),
    ("api_gateway_stage", "rest_api_id stage_name"),
    ("api_gateway_usage_plan", ""),
    ("api_gateway_usage_plan_key", "key_id key_type usage_plan_id"),
    ("api_gateway_vpc_link", "target_arns"),
    ("apigatewayv2_vpc_link", "security_group_ids subnet_ids"),
    ("appautoscaling_policy", "name resource_id scalable_dimension service_namespace"),
    ("appautoscaling_target", "resource_id scalable_dimension service_namespace"),
    ("cloudtrail", "name"),
    ("cloudwatch_composite_alarm", "actions_enabled alarm_name"),
    ("cloudwatch_dashboard", "dashboard_name"),
    ("cloudwatch_log_group", "log_group_class name name_prefix"),
    ("cloudwatch_log_metric_filter", "log_group_name name"),
    ("cloudwatch_metric_alarm", "alarm_name"),
    ("config_config_rule", "name"),
    ("config_configuration_recorder", "name"),
    ("config_configuration_recorder_status", ""),
    ("config_delivery_channel", "name"),
    ("db_proxy", "engine_family vpc_subnet_ids"),
    ("db_proxy_default_target_group", "db_proxy_name"),
    ("db_proxy_endpoint", "db_proxy_endpoint_name db_proxy_name target_role vpc_subnet_ids"),
    ("db_proxy_target", "db_cluster_identifier db_instance_identifier db_proxy_name target_group_name"),
    ("db_subnet_group", "name name_prefix"),
    ("default_security_group", "vpc_id"),
    (
        "dynamodb_table",
        "hash_key import_table local_secondary_index name range_key restore_date_time restore_to_latest_time",
    ),
    ("ec2_transit_gateway_vpc_attachment", "transit_gateway_id vpc_id"),
    ("eip", "address domain ipam_pool_id network_border_group public_ipv4_pool vpc"),
    (
        "flow_log",
        "deliver_cross_account_role destination_options eni_id iam_role_arn log_destination "
        "log_destination_type log_format log_group_name max_aggregation_interval subnet_id traffic_type "
        "transit_gateway_attachment_id transit_gateway_id vpc_id",
    ),
    ("guardduty_detector", ""),
    ("guardduty_detector_feature", "additional_configuration detector_id name"),
    ("iam_role", "name name_prefix path"),
    ("iam_role_policy", "name name_prefix role"),
    ("iam_role_policy_attachment", "policy_arn role"),
    ("internet_gateway", ""),
    ("kms_alias", "name name_prefix"),
    ("kms_key", "custom_key_store_id customer_master_key_spec key_usage multi_region xks_key_id"),
    ("lambda_alias", "function_name name"),
    ("lambda_function", "function_name package_type"),
    ("lambda_function_event_invoke_config", "function_name qualifier"),
    ("lambda_invocation", "function_name input qualifier triggers"),
    (
        "lambda_permission",
        "action event_source_token function_name function_url_auth_type principal principal_org_id qualifier "
        "source_account source_arn statement_id statement_id_prefix",
    ),
    ("lambda_provisioned_concurrency_config", "function_name qualifier"),
    ("lb", "customer_owned_ipv4_pool internal load_balancer_type name name_prefix"),
    ("lb_listener", "load_balancer_arn"),
    ("lb_listener_rule", "listener_arn"),
    ("lb_target_group", "ip_address_type name name_prefix port protocol protocol_version target_type vpc_id"),
    ("lb_target_group_attachment", "availability_zone port target_group_arn target_id"),
    ("nat_gateway", "allocation_id connectivity_type private_ip subnet_id"),
    ("network_acl", "vpc_id"),
    (
        "rds_cluster",
        "availability_zones cluster_identifier cluster_identifier_prefix cluster_scalability_type "
        "database_name db_subnet_group_name db_system_id engine engine_mode kms_key_id master_username "
        "restore_to_point_in_time s3_import snapshot_identifier source_region storage_encrypted",
    ),
    (
        "rds_cluster_instance",
        "availability_zone cluster_identifier custom_iam_instance_profile db_subnet_group_name engine "
        "identifier identifier_prefix",
    ),
    ("rds_cluster_parameter_group", "description family name name_prefix"),
    ("route", "destination_cidr_block destination_ipv6_cidr_block destination_prefix_list_id route_table_id"),
    ("route53_record", "name zone_id"),
    ("route_table", "vpc_id"),
    ("route_table_association", "gateway_id subnet_id"),
    ("s3_bucket", "bucket bucket_prefix object_lock_configuration object_lock_enabled"),
    ("s3_bucket_lifecycle_configuration", "bucket expected_bucket_owner"),
    ("s3_bucket_logging", "bucket expected_bucket_owner"),
    ("s3_bucket_ownership_controls", "bucket"),
    ("s3_bucket_policy", "bucket"),
    ("s3_bucket_public_access_block", "bucket"),
    ("s3_bucket_replication_configuration", "bucket"),
    ("s3_bucket_server_side_encryption_configuration", "bucket expected_bucket_owner"),
    ("s3_bucket_versioning", "bucket expected_bucket_owner"),
    ("secretsmanager_secret", "name name_prefix"),
    ("secretsmanager_secret_policy", "secret_arn"),
    ("secretsmanager_secret_rotation", "secret_id"),
    ("security_group", "description name name_prefix vpc_id"),
    ("securityhub_account", "enable_default_standards"),
    ("securityhub_standards_subscription", "standards_arn"),
    ("sns_topic", "fifo_topic name name_prefix"),
    ("sns_topic_policy", "arn"),
    ("sns_topic_subscription", "endpoint protocol topic_arn"),
    ("sqs_queue", "fifo_queue name name_prefix"),
    ("sqs_queue_policy", "queue_url"),
    ("ssm_parameter", "data_type name"),
    ("subnet", "availability_zone availability_zone_id cidr_block ipv6_native outpost_arn vpc_id"),
    ("vpc", "cidr_block instance_tenancy ipv4_ipam_pool_id ipv4_netmask_length"),
    (
        "vpc_endpoint",
        "resource_configuration_arn service_name service_network_arn service_region vpc_endpoint_type vpc_id",
    ),
    ("vpc_security_group_egress_rule", "security_group_id"),
    ("vpc_security_group_ingress_rule", "security_group_id"),
    ("vpn_gateway", "amazon_side_asn availability_zone"),
    ("vpn_gateway_route_propagation", "route_table_id vpn_gateway_id"),
    ("wafv2_web_acl", "name name_prefix scope"),
    ("wafv2_web_acl_association", "resource_arn web_acl_arn"),
    ("wafv2_web_acl_logging_configuration", "log_destination_configs resource_arn"),
)


def replaces(kind: str, argument: str) -> bool | None:
    """Whether another value of an argument makes a new resource; None where that is not known."""
    return argument in REPLACING[kind] if kind in REPLACING else None
