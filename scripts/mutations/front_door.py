"""Defects of the way a request takes: API, firewall, balancers."""

from __future__ import annotations

from scripts.mutations.change import Mutation, add, both, drop, put, remove, statement

LISTENER = "aws_lb_listener.listener"
METHOD = "aws_api_gateway_method.api-method-create-payment"
SETTINGS = "aws_api_gateway_method_settings.*"
RULE = "aws_lb_listener_rule.listener-rule-route-create-payment"

FRONT_DOOR = (
    Mutation(
        "the colours are swapped",
        put(
            "aws_lb_target_group_attachment.tg-attachment-green-fraud-detection",
            "target_id",
            "${aws_lambda_alias.alias-fraud-detection-blue.arn}",
        ),
    ),
    Mutation("bodies of unknown types pass", drop(METHOD, "request_models.$default")),
    Mutation("the API keeps answers", put(SETTINGS, "settings.caching_enabled", True)),
    Mutation(
        "refusals may be kept on the way", drop("aws_api_gateway_gateway_response.*-default-4xx", "response_parameters")
    ),
    Mutation(
        "the link leads to a balancer from elsewhere",
        put("aws_api_gateway_vpc_link.vpc-link", "target_arns", ["arn:aws:elasticloadbalancing:us-east-1:1:x"]),
    ),
    Mutation("a rule takes every path", drop(RULE, "condition")),
    Mutation("the firewall lets some calls past it", put("aws_wafv2_web_acl.waf", "rule[0].action", {"allow": {}})),
    Mutation(
        "the firewall's limit is none",
        put("aws_wafv2_web_acl.waf", "rule[0].statement.rate_based_statement.limit", 2_000_000),
    ),
    Mutation("a listener speaks plain HTTP", put(LISTENER, "protocol", "HTTP")),
    Mutation(
        "there is a plain HTTP listener beside the other",
        add("aws_lb_listener.planted", protocol="HTTP", port=80, default_action=[{"type": "fixed-response"}]),
    ),
    Mutation("a listener takes TLS 1.0", put(LISTENER, "ssl_policy", "ELBSecurityPolicy-2016-08")),
    Mutation("a listener takes what AWS thinks best", drop(LISTENER, "ssl_policy")),
    Mutation("a listener has no certificate", drop(LISTENER, "certificate_arn")),
    Mutation("the network balancer leads elsewhere", put("aws_lb_target_group_attachment.tg-alb-balancer", "port", 80)),
    Mutation("targets on-premises are called in the clear", put("aws_lb_target_group.tg-https*", "protocol", "HTTP")),
    Mutation(
        "health checks go out in the clear", put("aws_lb_target_group.tg-https*", "health_check.protocol", "HTTP")
    ),
    Mutation(
        "functions are not asked how they are",
        put("aws_lb_target_group.tg-green-fraud-detection", "health_check.enabled", False),
    ),
    Mutation("a certificate has a weak key", put("aws_acm_certificate.*", "key_algorithm", "RSA_1024")),
    Mutation("a certificate is validated by mail", put("aws_acm_certificate.*", "validation_method", "EMAIL")),
    Mutation("invalid headers pass", put("aws_lb.alb", "drop_invalid_header_fields", False)),
    Mutation("requests are passed on as they come", put("aws_lb.alb", "desync_mitigation_mode", "monitor")),
    Mutation("the balancer logs no requests", put("aws_lb.alb", "access_logs.enabled", False)),
    Mutation("the balancer has no access log", drop("aws_lb.alb", "access_logs")),
    Mutation("the balancer logs no connections", drop("aws_lb.alb", "connection_logs")),
    Mutation("the network balancer has no security group", drop("aws_lb.nlb", "security_groups")),
    Mutation(
        "weights are all zero",
        both(
            put(RULE, "action[0].forward.target_group[0].weight", 0),
            put(RULE, "action[0].forward.target_group[1].weight", 0),
        ),
    ),
    Mutation(
        "a rule leads to a target group that is not there",
        put(RULE, "action[0].forward.target_group[0].arn", "${aws_lb_target_group.nowhere.arn}"),
    ),
    Mutation("a colour has no target", remove("aws_lb_target_group_attachment.tg-attachment-green-fraud-detection")),
    Mutation(
        "two rules have one priority",
        both(put(RULE, "priority", 7), put("aws_lb_listener_rule.listener-rule-route-get-payment", "priority", 7)),
    ),
    Mutation("a zone without targets fails its callers", drop("aws_lb.nlb", "enable_cross_zone_load_balancing")),
    Mutation("a method lets everybody in", put(METHOD, "authorization", "NONE")),
    Mutation("a method takes any verb", put(METHOD, "http_method", "ANY")),
    Mutation("a method has no validator", drop(METHOD, "request_validator_id")),
    Mutation(
        "bodies are not validated",
        put("aws_api_gateway_request_validator.api-validator-body-and-parameters", "validate_request_body", False),
    ),
    Mutation(
        "parameters are not validated",
        put("aws_api_gateway_request_validator.api-validator-parameters", "validate_request_parameters", False),
    ),
    Mutation("a method has no model", drop(METHOD, "request_models")),
    Mutation("a model lets anything pass", put("aws_api_gateway_model.api-model-payment", "schema", "{}")),
    Mutation("no firewall stands before the API", remove("aws_wafv2_web_acl_association.*")),
    Mutation("the firewall lacks the common rules", drop("aws_wafv2_web_acl.waf", "rule[3]")),
    Mutation("the firewall only counts", put("aws_wafv2_web_acl.waf", "rule[4].override_action", {"count": {}})),
    Mutation("the firewall does not limit an address", put("aws_wafv2_web_acl.waf", "rule[0].action", {"count": {}})),
    Mutation(
        "the firewall keeps samples of requests",
        put("aws_wafv2_web_acl.waf", "visibility_config.sampled_requests_enabled", True),
    ),
    Mutation(
        "the firewall says nothing of how it fares",
        put("aws_wafv2_web_acl.waf", "visibility_config.cloudwatch_metrics_enabled", False),
    ),
    Mutation("the firewall logs nothing", remove("aws_wafv2_web_acl_logging_configuration.*")),
    Mutation(
        "the firewall's log shows credentials", drop("aws_wafv2_web_acl_logging_configuration.*", "redacted_fields")
    ),
    Mutation("the API logs no calls", drop("aws_api_gateway_stage.*", "access_log_settings")),
    Mutation(
        "the API's log does not say who called",
        put(
            "aws_api_gateway_stage.*",
            "access_log_settings.format",
            '{"id": "$context.requestId", "at": "$context.requestTime"}',
        ),
    ),
    Mutation("the API is not traced", put("aws_api_gateway_stage.*", "xray_tracing_enabled", False)),
    Mutation("bodies are in the API's log", put(SETTINGS, "settings.data_trace_enabled", True)),
    Mutation("callers are not limited", put(SETTINGS, "settings.throttling_rate_limit", -1)),
    Mutation("the API logs no errors", put(SETTINGS, "settings.logging_level", "OFF")),
    Mutation("the API has no settings", remove(SETTINGS)),
    Mutation(
        "the API's cache is in the clear",
        both(put(SETTINGS, "settings.caching_enabled", True), put(SETTINGS, "settings.cache_data_encrypted", False)),
    ),
    Mutation(
        "the API passes requests on in the clear",
        put(
            "aws_api_gateway_integration.api-integration-create-payment", "uri", "http://payments.example.com/payments"
        ),
    ),
    Mutation(
        "the API does not look at certificates",
        put(
            "aws_api_gateway_integration.api-integration-create-payment",
            "tls_config",
            {"insecure_skip_verification": True},
        ),
    ),
    Mutation(
        "the API calls over the internet",
        both(
            put("aws_api_gateway_integration.api-integration-create-payment", "connection_type", "INTERNET"),
            drop("aws_api_gateway_integration.api-integration-create-payment", "connection_id"),
        ),
    ),
    Mutation(
        "the API admits every endpoint",
        statement("aws_api_gateway_rest_api_policy.*", "RefuseOthers", lambda item: False),
    ),
    Mutation(
        "the API is at the edge", put("aws_api_gateway_rest_api.api", "endpoint_configuration", {"types": ["EDGE"]})
    ),
    Mutation(
        "refusals show what went wrong inside",
        put(
            "aws_api_gateway_gateway_response.*-default-5xx",
            "response_templates",
            {"application/json": '{"message": $context.error.messageString}'},
        ),
    ),
    Mutation("refusals are in the words of AWS", remove("aws_api_gateway_gateway_response.*-default-4xx")),
    Mutation("a change of the API is not deployed", drop("aws_api_gateway_deployment.*", "triggers")),
    Mutation("a deployment leaves a gap", drop("aws_api_gateway_deployment.*", "lifecycle")),
)
