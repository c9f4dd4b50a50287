"""The API: what it takes, who may call, what it writes down, and when it is deployed anew."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from generator.aws.gateway_responses import RESPONSES
from generator.builders.api.models import model_name
from payments.schema import PAYMENT_REQUEST
from tests.support.stacks import resources, stack_of

DOMAIN = {"name": "api.shop.test", "certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd"}
ROUTE = {"name": "create-refund", "method": "POST", "path": "/refunds", "target": "transaction-processing"}

PRIVATE = {
    "api": {
        "endpointType": "PRIVATE",
        "authorization": "iamAndApiKey",
        "accountLogRole": True,
        "clientCertificate": True,
    },
    "network": {"interfaceEndpoints": ["execute-api", "secretsmanager", "sns", "ssm"]},
}
BY_KEY = {
    "api": {
        "authorization": "apiKey",
        "endpointType": "PRIVATE",
        "vpcEndpointIds": ["vpce-0123456789abcdef0"],
        "apiKeys": [{"name": "shop"}, {"name": "gone", "enabled": False}],
        "dailyQuota": 5000,
        "throttle": {"requestsPerSecond": 7, "burst": 9},
    }
}
MUTUAL = {
    "api": {
        "endpointType": "REGIONAL",
        "customDomain": {
            **DOMAIN,
            "hostedZoneId": "Z0123456789ABCDEFGHIJ",
            "truststoreUri": "s3://trust-1/clients.pem",
        },
        "firewall": {"requestsPerFiveMinutes": 500, "countOnly": ["common"]},
        "loggingLevel": "INFO",
    }
}

# Production has its state where it outlives a machine.
PRODUCTION = {"production": True, "state": {"backend": "s3", "bucket": "tf-state"}}


def only(spec: dict[str, Any], kind: str) -> dict[str, Any]:
    (resource,) = resources(stack_of(spec), kind).values()
    return resource


def method(spec: dict[str, Any], route: str) -> dict[str, Any]:
    return resources(stack_of(spec), "aws_api_gateway_method")[f"api-method-{route}"]


def test_the_paths_are_a_tree_and_each_is_made_once():
    paths = resources(stack_of({}), "aws_api_gateway_resource")
    assert {path["path_part"] for path in paths.values()} == {
        "payments",
        "{paymentId}",
        "merchants",
        "{merchantId}",
        "validations",
        "screenings",
    }
    assert len(paths) == 7
    below = paths["api-path-merchants_-merchantId_payments"]
    assert below["parent_id"] == "${aws_api_gateway_resource.api-path-merchants_-merchantId.id}"
    assert paths["api-path-payments"]["parent_id"] == "${aws_api_gateway_rest_api.api.root_resource_id}"


def test_a_request_is_checked_before_a_function_sees_it():
    create = method({}, "create-payment")
    name = "${aws_api_gateway_model.api-model-payment.name}"
    # Under $default as well: a body of another content type would not be checked at all.
    assert create["request_models"] == {"application/json": name, "$default": name}
    assert create["request_parameters"] == {"method.request.header.Idempotency-Key": True}
    listing = method({}, "list-merchant-payments")
    assert listing["request_parameters"] == {
        "method.request.path.merchantId": True,
        "method.request.querystring.limit": False,
        "method.request.querystring.cursor": False,
    }
    validators = resources(stack_of({}), "aws_api_gateway_request_validator")
    assert create["request_validator_id"] == "${aws_api_gateway_request_validator.api-validator-body-and-parameters.id}"
    assert all(validator["validate_request_parameters"] for validator in validators.values())
    assert validators["api-validator-body-and-parameters"]["validate_request_body"] is True


def test_the_models_are_draft_four_and_take_what_the_functions_take():
    models = resources(stack_of({}), "aws_api_gateway_model")
    for each in models.values():
        jsonschema.Draft4Validator.check_schema(json.loads(each["schema"]))
    model = models["api-model-payment"]
    assert model["name"] == "ModelPaymentTest"
    schema = json.loads(model["schema"])
    payment = {"amount": 5, "currency": "EUR", "merchantId": "m", "customerId": "c"}
    payment |= {"cardToken": "tok_0123456789abcdef", "cardCountry": "DE"}
    validator = jsonschema.Draft4Validator(schema)
    assert validator.is_valid(payment)
    assert not validator.is_valid({**payment, "amount": "5"})
    assert not validator.is_valid({key: value for key, value in payment.items() if key != "cardToken"})


@pytest.mark.parametrize(
    ("name", "suffix", "expected"),
    [("payment", "dev", "ModelPaymentDev"), ("card-check", "pr-12", "ModelCardCheckPr12"), ("c", "d", "ModelCD")],
)
def test_a_model_s_name_has_letters_and_digits_only(name, suffix, expected):
    assert model_name(name, suffix) == expected


def test_the_way_on_is_the_link_over_tls_to_the_name_on_the_certificate():
    integration = resources(stack_of({}), "aws_api_gateway_integration")["api-integration-get-payment"]
    assert (integration["type"], integration["connection_type"]) == ("HTTP_PROXY", "VPC_LINK")
    assert integration["connection_id"] == "${aws_api_gateway_vpc_link.vpc-link.id}"
    assert integration["uri"] == "https://test.payments.example.com/payments/{paymentId}"
    assert integration["timeout_milliseconds"] == 29000
    assert integration["request_parameters"] == {
        "integration.request.path.paymentId": "method.request.path.paymentId",
        "integration.request.header.X-Correlation-Id": "context.requestId",
        "integration.request.header.X-Caller-Arn": "context.identity.userArn",
    }
    assert "tls_config" not in integration


@pytest.mark.parametrize(
    "spec",
    [{"api": {"vpcLink": "nlb"}}, {"providerVersion": "~> 6.25", "api": {"vpcLink": "direct"}}],
    ids=["nlb", "direct"],
)
def test_every_route_passes_on_who_has_signed_and_no_caller_can_say_so_himself(spec):
    integrations = resources(stack_of(spec), "aws_api_gateway_integration").values()
    callers = [item["request_parameters"]["integration.request.header.X-Caller-Arn"] for item in integrations]
    assert callers == ["context.identity.userArn"] * 5
    by_key = resources(stack_of(BY_KEY), "aws_api_gateway_integration").values()
    assert {item["request_parameters"]["integration.request.header.X-Caller-Arn"] for item in by_key} == {"''"}


@pytest.mark.parametrize(
    ("spec", "stripped_headers"),
    [
        ({}, False),
        (PRODUCTION, True),
        ({**PRODUCTION, "loadBalancer": {"colourHeaderInProduction": True}}, False),
        ({**PRODUCTION, "loadBalancer": {"colourHeader": None}}, False),
    ],
)
def test_in_production_no_caller_chooses_the_colour(spec, stripped_headers):
    for item in resources(stack_of(spec), "aws_api_gateway_integration").values():
        header = item["request_parameters"].get("integration.request.header.X-Target-Colour")
        assert header == ("''" if stripped_headers else None)


@pytest.mark.parametrize(
    ("spec", "authorization", "key"),
    [({}, "AWS_IAM", False), (PRIVATE, "AWS_IAM", True), (BY_KEY, "NONE", True)],
)
def test_there_is_no_open_method(spec, authorization, key):
    methods = resources(stack_of(spec), "aws_api_gateway_method").values()
    assert {(made["authorization"], made["api_key_required"]) for made in methods} == {(authorization, key)}


def test_the_usage_plan_holds_limits_and_keys():
    stack = stack_of(BY_KEY)
    plan = only(BY_KEY, "aws_api_gateway_usage_plan")
    assert plan["throttle_settings"] == {"rate_limit": 7, "burst_limit": 9}
    assert plan["quota_settings"] == {"limit": 5000, "period": "DAY"}
    keys = resources(stack, "aws_api_gateway_api_key")
    assert {key["name"]: key["enabled"] for key in keys.values()} == {
        "api-key-shop-test": True,
        "api-key-gone-test": False,
    }
    # AWS makes the value: it is in no spec.
    assert all("value" not in key for key in keys.values())
    assert len(resources(stack, "aws_api_gateway_usage_plan_key")) == 2
    assert "quota_settings" not in only({}, "aws_api_gateway_usage_plan")


def test_the_stage_is_traced_and_throttled_and_logs_no_content():
    stage, settings = only({}, "aws_api_gateway_stage"), only({}, "aws_api_gateway_method_settings")["settings"]
    assert stage["xray_tracing_enabled"] is True
    log = json.loads(stage["access_log_settings"]["format"])
    assert {"requestId", "requestTime", "sourceIp", "caller", "status", "method", "resource"} <= log.keys()
    told = " ".join(log.values())
    assert not any(part in told for part in ("querystring", "header", "input", "validationError", "error.message"))
    assert settings["data_trace_enabled"] is False
    assert (settings["metrics_enabled"], settings["logging_level"]) == (True, "ERROR")
    assert (settings["throttling_rate_limit"], settings["throttling_burst_limit"]) == (100, 200)
    assert only(MUTUAL, "aws_api_gateway_method_settings")["settings"]["logging_level"] == "INFO"


def test_the_log_group_that_api_gateway_would_make_itself_is_there_first_and_encrypted():
    stage = only({}, "aws_api_gateway_stage")
    assert "aws_cloudwatch_log_group.log-group-api-execution" in stage["depends_on"]
    groups = resources(stack_of({}), "aws_cloudwatch_log_group")
    execution, access = groups["log-group-api-execution"], groups["log-group-api-access"]
    assert execution["name"] == "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.api.id}/v1"
    for group in (execution, access):
        assert group["kms_key_id"] == "${aws_kms_key.key-logs.arn}"
        assert group["retention_in_days"] == 400


def test_api_gateway_answers_in_the_shape_of_the_functions_and_tells_nothing_of_the_inside():
    responses = resources(stack_of({}), "aws_api_gateway_gateway_response")
    assert {made["response_type"] for made in responses.values()} == set(RESPONSES)
    for made in responses.values():
        error = json.loads(made["response_templates"]["application/json"])["error"]
        assert set(error) == {"code", "message", "correlationId"}
        assert error["correlationId"] == "$context.requestId"
        assert "$context.error" not in made["response_templates"]["application/json"]
        assert made["response_parameters"]["gatewayresponse.header.Cache-Control"] == "'no-store'"


def test_the_firewall_blocks_log4j_and_floods_and_writes_down_what_it_did():
    acl = only(MUTUAL, "aws_wafv2_web_acl")
    rules = {rule["name"]: rule for rule in acl["rule"]}
    assert rules["rate-limit"]["statement"]["rate_based_statement"]["limit"] == 500
    assert rules["rate-limit"]["action"] == {"block": {}}
    known_bad = rules["known-bad-inputs"]
    assert known_bad["statement"]["managed_rule_group_statement"]["name"] == "AWSManagedRulesKnownBadInputsRuleSet"
    assert known_bad["override_action"] == {"none": {}}
    assert rules["common"]["override_action"] == {"count": {}}
    assert len({rule["priority"] for rule in acl["rule"]}) == len(acl["rule"])
    assert only(MUTUAL, "aws_wafv2_web_acl_association")["resource_arn"] == "${aws_api_gateway_stage.api-stage.arn}"


def test_the_firewall_s_log_hides_who_signed_and_what_was_asked():
    logging = only({}, "aws_wafv2_web_acl_logging_configuration")
    hidden = {field["single_header"]["name"] for field in logging["redacted_fields"] if "single_header" in field}
    assert hidden == {"authorization", "x-amz-security-token", "x-api-key"}
    assert {"query_string": {}} in logging["redacted_fields"]
    groups = resources(stack_of({}), "aws_cloudwatch_log_group")
    (name,) = (group["name"] for group in groups.values() if "waf" in group["name"])
    assert name == "aws-waf-logs-test"


def test_a_private_api_is_called_through_its_endpoint_alone():
    api, policy = only(PRIVATE, "aws_api_gateway_rest_api"), only(PRIVATE, "aws_api_gateway_rest_api_policy")
    endpoint = api["endpoint_configuration"]
    assert endpoint["types"] == ["PRIVATE"]
    (endpoint_id,) = endpoint["vpc_endpoint_ids"]
    assert endpoint_id.startswith("${aws_vpc_endpoint.")
    assert "execute-api" in endpoint_id
    (statement,) = json.loads(policy["policy"])["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Deny", ["execute-api:Invoke"])
    assert statement["Condition"] == {"StringNotEquals": {"aws:SourceVpce": [endpoint_id]}}
    deployment = only(PRIVATE, "aws_api_gateway_deployment")
    assert "aws_api_gateway_rest_api_policy.api-policy" in deployment["depends_on"]
    assert deployment["triggers"]["endpoints"] == endpoint_id


def test_a_private_api_without_iam_allows_its_endpoints_by_name():
    statements = json.loads(only(BY_KEY, "aws_api_gateway_rest_api_policy")["policy"])["Statement"]
    assert [statement["Effect"] for statement in statements] == ["Deny", "Allow"]
    assert statements[1]["Condition"] == {"StringEquals": {"aws:SourceVpce": ["vpce-0123456789abcdef0"]}}


def test_a_regional_api_has_neither_policy_nor_endpoints():
    own = "${aws_vpc_endpoint.vpc-endpoint-execute-api.id}"
    assert only({}, "aws_api_gateway_rest_api")["endpoint_configuration"] == {
        "types": ["PRIVATE"],
        "vpc_endpoint_ids": [own],
    }
    assert only(MUTUAL, "aws_api_gateway_rest_api")["endpoint_configuration"] == {"types": ["REGIONAL"]}
    assert resources(stack_of(MUTUAL), "aws_api_gateway_rest_api_policy") == {}


def test_a_domain_of_one_s_own_asks_for_tls_and_client_certificates_and_closes_the_default_endpoint():
    domain = only(MUTUAL, "aws_api_gateway_domain_name")
    assert (domain["domain_name"], domain["security_policy"]) == ("api.shop.test", "TLS_1_2")
    assert domain["mutual_tls_authentication"] == {"truststore_uri": "s3://trust-1/clients.pem"}
    assert only(MUTUAL, "aws_api_gateway_rest_api")["disable_execute_api_endpoint"] is True
    assert (
        only(MUTUAL, "aws_api_gateway_base_path_mapping")["stage_name"]
        == "${aws_api_gateway_stage.api-stage.stage_name}"
    )
    record = resources(stack_of(MUTUAL), "aws_route53_record")["api-domain-record"]
    assert record["alias"]["zone_id"] == "${aws_api_gateway_domain_name.api-domain.regional_zone_id}"
    assert only({}, "aws_api_gateway_rest_api")["disable_execute_api_endpoint"] is False


def test_the_role_of_the_account_is_made_on_demand_and_before_the_stage():
    assert resources(stack_of({}), "aws_api_gateway_account") == {}
    account = only(PRIVATE, "aws_api_gateway_account")
    assert account["cloudwatch_role_arn"] == "${aws_iam_role.role-api-logs.arn}"
    assert "aws_api_gateway_account.api-account" in only(PRIVATE, "aws_api_gateway_stage")["depends_on"]


def test_a_client_certificate_is_shown_on_demand():
    certificate = only(PRIVATE, "aws_api_gateway_stage")["client_certificate_id"]
    assert certificate == "${aws_api_gateway_client_certificate.api-client-certificate.id}"
    assert "client_certificate_id" not in only({}, "aws_api_gateway_stage")


def shape(spec: dict[str, Any]) -> str:
    digest: str = only(spec, "aws_api_gateway_deployment")["triggers"]["shape"]
    return digest


def test_a_deployment_leaves_no_gap_and_waits_for_everything_in_it():
    stack = stack_of({})
    deployment = only({}, "aws_api_gateway_deployment")
    assert deployment["lifecycle"] == {"create_before_destroy": True}
    assert deployment["triggers"]["link"] == "${aws_api_gateway_vpc_link.vpc-link.id}"
    shaping = ("gateway_response", "integration", "method", "model", "request_validator", "resource", "rest_api")
    for kind in (f"aws_api_gateway_{part}" for part in shaping):
        assert {f"{kind}.{name}" for name in resources(stack, kind)} <= set(deployment["depends_on"])


@pytest.mark.parametrize(
    ("sentence", "spec"),
    [
        ("one more route", {"api": {"routes": [ROUTE]}}),
        ("a route with another path", {"api": {"routes": [{"name": "screen-payment", "path": "/checks"}]}}),
        (
            "a header that must be there",
            {"api": {"routes": [{"name": "screen-payment", "headers": [{"name": "X-A", "required": True}]}]}},
        ),
        (
            "a route with another model",
            {
                "api": {
                    "models": [{"name": "screening", "schema": {"type": "object"}}],
                    "routes": [{"name": "screen-payment", "body": "screening"}],
                }
            },
        ),
        ("another model", {"api": {"models": [{"name": "payment", "schema": {"maxProperties": 9}}]}}),
        ("other callers", BY_KEY),
        ("another certificate's name", {"loadBalancer": {"certificate": {"domain": "payments.shop.test"}}}),
        ("the default endpoint is closed", MUTUAL),
    ],
)
def test_what_shapes_the_api_is_deployed(sentence, spec):
    assert shape(spec) != shape({}), sentence


def test_what_does_not_shape_the_api_is_not_deployed():
    spec = {
        "tags": {"Team": "payments"},
        "loadBalancer": {
            "targets": [
                {"name": "transaction-processing", "weights": {"blue": 37, "green": 63}, "stickinessSeconds": 60},
                {"name": "fraud-detection", "green": None},
            ],
            "idleTimeoutSeconds": 90,
        },
        "tables": [{"name": "more", "attributes": [{"name": "id", "type": "S"}], "hashKey": "id"}],
        "functions": [{"name": "fraud-detection", "memoryMegabytes": 1024}],
        "api": {"throttle": {"requestsPerSecond": 5}, "loggingLevel": "INFO", "firewall": {"countOnly": ["common"]}},
    }
    assert shape(spec) == shape({})


def rate_limit(spec: dict[str, Any]) -> int:
    rules = {rule["name"]: rule for rule in only(spec, "aws_wafv2_web_acl")["rule"]}
    return int(rules["rate-limit"]["statement"]["rate_based_statement"]["limit"])


@pytest.mark.parametrize(
    ("api", "limit"),
    [
        ({}, 30_000),
        ({"throttle": {"requestsPerSecond": 1000}}, 300_000),
        ({"throttle": {"requestsPerSecond": 1000}, "endpointType": "REGIONAL"}, 30_000),
        ({"throttle": {"requestsPerSecond": 1}, "endpointType": "REGIONAL"}, 30),
        ({"firewall": {"requestsPerFiveMinutes": 77}}, 77),
    ],
)
def test_one_address_may_use_the_throttle_of_a_private_api_and_a_tenth_of_a_public_one(api, limit):
    assert rate_limit({"api": api}) == limit


def test_what_machines_usually_do_is_counted_and_not_blocked():
    rules = {rule["name"]: rule for rule in only({}, "aws_wafv2_web_acl")["rule"]}
    counted = rules["common"]["statement"]["managed_rule_group_statement"]["rule_action_override"]
    assert [(item["name"], item["action_to_use"]) for item in counted] == [
        ("NoUserAgent_HEADER", {"count": {}}),
        ("SizeRestrictions_BODY", {"count": {}}),
    ]
    assert {"ip-reputation", "anonymous-ip"} & set(rules) == set(), "nobody comes from a public address"
    strict = only({"api": {"firewall": {"countOnlyRules": []}}}, "aws_wafv2_web_acl")["rule"]
    assert not any("rule_action_override" in json.dumps(rule) for rule in strict)


def test_the_firewall_logs_what_it_blocks_and_counts():
    wanted = only({}, "aws_wafv2_web_acl_logging_configuration")["logging_filter"]
    (kept,) = wanted["filter"]
    assert (wanted["default_behavior"], kept["behavior"], kept["requirement"]) == ("DROP", "KEEP", "MEETS_ANY")
    actions = {condition["action_condition"]["action"] for condition in kept["condition"]}
    assert actions == {"BLOCK", "COUNT", "EXCLUDED_AS_COUNT"}


PAYMENT = {
    "amount": 1250,
    "currency": "EUR",
    "merchantId": "m-1",
    "customerId": "c-1",
    "cardToken": "tok_0123456789abcdef",
    "cardCountry": "DE",
}


@pytest.mark.parametrize(
    "change",
    [
        {"amount": -5},
        {"amount": 10**15},
        {"currency": "eur"},
        {"merchantId": "m" * 65},
        {"customerId": ""},
        {"cardToken": "4111111111111111"},
        {"cardCountry": "Germany"},
        {"reference": ""},
        {"surplus": "x"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_gateway_refuses_what_no_function_would_take(change):
    model = json.loads(only({}, "aws_api_gateway_model")["schema"])
    validator = jsonschema.Draft4Validator(model)
    assert validator.is_valid(PAYMENT)
    assert validator.is_valid({**PAYMENT, "reference": "order 17"})
    assert not validator.is_valid({**PAYMENT, **change})


def test_the_gateway_s_limits_are_those_of_the_functions():
    model = json.loads(only({}, "aws_api_gateway_model")["schema"])
    of_functions = PAYMENT_REQUEST["properties"]
    of_model = {name: {"type": schema["type"], **schema["not"]["not"]} for name, schema in model["properties"].items()}
    assert of_model == of_functions
    assert (model["required"], model["additionalProperties"]) == (PAYMENT_REQUEST["required"], False)


PRIVATE_DOMAIN = {
    "api": {**PRIVATE["api"], "customDomain": {**DOMAIN, "hostedZoneId": "Z0123456789ABCDEFGHIJ"}},
    "network": PRIVATE["network"],
}
ENDPOINT = "${aws_vpc_endpoint.vpc-endpoint-execute-api.id}"


def test_a_private_domain_answers_at_the_endpoints_of_the_api_and_nowhere_else():
    domain = only(PRIVATE_DOMAIN, "aws_api_gateway_domain_name")
    assert domain["endpoint_configuration"] == {"types": ["PRIVATE"]}
    assert domain["certificate_arn"] == DOMAIN["certificateArn"]
    refused = json.loads(domain["policy"])["Statement"][1]
    assert refused["Effect"] == "Deny"
    assert refused["Condition"] == {"StringNotEquals": {"aws:SourceVpce": [ENDPOINT]}}
    access = only(PRIVATE_DOMAIN, "aws_api_gateway_domain_name_access_association")
    assert access["access_association_source"] == ENDPOINT
    assert access["domain_name_arn"] == "${aws_api_gateway_domain_name.api-domain.arn}"
    mapping = only(PRIVATE_DOMAIN, "aws_api_gateway_base_path_mapping")
    assert mapping["domain_name_id"] == "${aws_api_gateway_domain_name.api-domain.domain_name_id}"


def test_the_record_of_a_private_domain_leads_to_the_endpoint():
    alias = only(PRIVATE_DOMAIN, "aws_route53_record")["alias"]
    names = "${data.aws_vpc_endpoint.api-domain-endpoint.dns_entry[0]"
    assert (alias["name"], alias["zone_id"]) == (f"{names}.dns_name}}", f"{names}.hosted_zone_id}}")


def test_a_raised_quota_lets_the_api_wait_longer():
    for spec, milliseconds in (({}, 29_000), ({"api": {"integrationTimeoutSeconds": 60}}, 60_000)):
        integrations = resources(stack_of(spec), "aws_api_gateway_integration").values()
        assert {item["timeout_milliseconds"] for item in integrations} == {milliseconds}
