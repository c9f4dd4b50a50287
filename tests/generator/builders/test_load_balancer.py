"""The balancers: private, over TLS, blue and green by weight; a change of weights touches listener rules alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.generator.builders import front_doors
from tests.support.stacks import SPLIT_ON_PURPOSE, resources, stack_of

REMOTE = {"type": "ip", "addresses": ["192.168.7.1", "192.168.7.2"], "port": 8443, "deregistrationDelaySeconds": 60}
ON_PREMISES = {"network": {"onPremises": {"cidrs": ["192.168.0.0/16"]}}}
ARN = "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd"


def targets(**settings: Any) -> dict[str, Any]:
    """A spec in which the target of payments is set otherwise."""
    return {"loadBalancer": {"targets": [{"name": "transaction-processing", **settings}]}}


# Few stacks, each with several things in it: they are what these tests wait for.
MIGRATION = {
    **ON_PREMISES,
    **SPLIT_ON_PURPOSE,
    **targets(blue=REMOTE, weights={"blue": 95, "green": 5}, stickinessSeconds=600),
}
MOVED_OUTSIDE = targets(weights={"blue": 37, "green": 63}, ignoreWeightChanges=True)
PLAIN = {
    "loadBalancer": {
        "pciScope": False,
        "protocol": "HTTP",
        "port": 8080,
        "accessLogs": False,
        "colourHeader": None,
        "targets": [
            {"name": name, "green": None}
            for name in ("payment-validation", "fraud-detection", "transaction-processing")
        ],
    },
    "providerVersion": "~> 6.25",
    "api": {"vpcLink": "direct"},
}
CERTIFIED = {
    "loadBalancer": {
        "certificate": {"domain": "payments.shop.test", "arn": ARN},
        "rules": [
            {
                "name": "mobile",
                "target": "fraud-detection",
                "paths": ["/screenings"],
                "methods": ["POST"],
                "headers": [{"name": "X-Channel", "values": ["mobile*"]}],
                "priority": 100,
            }
        ],
        "targets": [{"name": "fraud-detection", "green": {"function": "payment-validation"}}],
    }
}
ISSUED = {
    "loadBalancer": {
        "certificate": {"domain": "payments.shop.test", "hostedZoneId": "Z0123456789ABCDEFGHIJ"},
        "port": 8443,
    }
}


def rule(spec: dict[str, Any], name: str) -> dict[str, Any]:
    return resources(stack_of(spec), "aws_lb_listener_rule")[f"listener-rule-{name}"]


def weights(spec: dict[str, Any], name: str = "route-create-payment") -> list[tuple[str, int]]:
    shares = rule(spec, name)["action"][0]["forward"]["target_group"]
    return [(share["arn"], share["weight"]) for share in shares]


def test_the_balancer_is_private_in_three_zones_strict_and_logged():
    balancer = resources(stack_of({}), "aws_lb")["alb"]
    assert balancer["internal"] is True
    assert len(balancer["subnets"]) == 3
    assert all("private" in subnet for subnet in balancer["subnets"])
    assert balancer["drop_invalid_header_fields"] is True
    assert balancer["desync_mitigation_mode"] == "defensive"
    assert balancer["enable_deletion_protection"] is False
    for logs in (balancer["access_logs"], balancer["connection_logs"]):
        assert logs["enabled"] is True
        # Through the bucket's policy: AWS tries a write when the logs are switched on.
        assert logs["bucket"].startswith("${aws_s3_bucket_policy.")


def test_the_listener_speaks_tls_and_says_not_found_in_the_shape_of_the_functions():
    listener = resources(stack_of({}), "aws_lb_listener")["listener"]
    assert (listener["port"], listener["protocol"]) == (443, "HTTPS")
    assert listener["ssl_policy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    answer = listener["default_action"][0]["fixed_response"]
    assert answer["status_code"] == "404"
    assert json.loads(answer["message_body"])["error"]["code"] == "NOT_FOUND"


def test_a_certificate_that_exists_is_taken_as_it_is():
    stack = stack_of(CERTIFIED)
    assert resources(stack, "aws_lb_listener")["listener"]["certificate_arn"] == ARN
    assert resources(stack, "aws_acm_certificate") == {}


def test_a_certificate_is_requested_and_waited_for_where_its_zone_is_ours():
    stack = stack_of(ISSUED)
    (certificate,) = resources(stack, "aws_acm_certificate").values()
    assert (certificate["domain_name"], certificate["validation_method"]) == ("test.payments.shop.test", "DNS")
    assert resources(stack, "aws_route53_record")["certificate-record"]["zone_id"] == "Z0123456789ABCDEFGHIJ"
    listener = resources(stack, "aws_lb_listener")["listener"]
    assert listener["certificate_arn"] == "${aws_acm_certificate_validation.certificate-validation.certificate_arn}"


def test_a_certificate_without_a_zone_is_waited_for_while_its_owner_makes_the_record():
    stack = stack_of({})
    assert resources(stack, "aws_acm_certificate")["certificate"]["domain_name"] == "test.payments.example.com"
    assert resources(stack, "aws_route53_record") == {}
    validation = resources(stack, "aws_acm_certificate_validation")["certificate-validation"]
    assert "validation_record_fqdns" not in validation
    listener = resources(stack, "aws_lb_listener")["listener"]
    assert listener["certificate_arn"] == "${aws_acm_certificate_validation.certificate-validation.certificate_arn}"
    records = stack["output"]["certificate_records"]["value"]
    assert records == "${tolist(aws_acm_certificate.certificate.domain_validation_options)}"


def test_a_certificate_is_for_the_domain_itself_where_the_spec_says_so():
    stack = stack_of({"loadBalancer": {"certificate": {"domain": "pay.bank.test", "ownSubdomain": False}}})
    assert resources(stack, "aws_acm_certificate")["certificate"]["domain_name"] == "pay.bank.test"
    integrations = resources(stack, "aws_api_gateway_integration").values()
    assert all(integration["uri"].startswith("https://pay.bank.test/") for integration in integrations)


def test_a_certificate_that_is_there_is_for_the_domain_as_it_is_written():
    arn = "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd"
    stack = stack_of({"loadBalancer": {"certificate": {"arn": arn, "domain": "pay.bank.test"}}})
    assert resources(stack, "aws_lb_listener")["listener"]["certificate_arn"] == arn
    assert "certificate_records" not in stack["output"]
    integrations = resources(stack, "aws_api_gateway_integration").values()
    assert all(integration["uri"].startswith("https://pay.bank.test/") for integration in integrations)


def test_each_function_has_a_group_a_colour_with_its_alias_and_a_permission_that_comes_first():
    stack = stack_of({})
    groups = resources(stack, "aws_lb_target_group")
    assert len(groups) == 2 * 3 + 1
    for colour in ("blue", "green"):
        group = groups[f"tg-{colour}-fraud-detection"]
        assert group["target_type"] == "lambda"
        assert group.keys().isdisjoint({"port", "protocol", "vpc_id"})
        attachment = resources(stack, "aws_lb_target_group_attachment")[f"tg-attachment-{colour}-fraud-detection"]
        assert attachment["target_id"] == f"${{aws_lambda_alias.alias-fraud-detection-{colour}.arn}}"
        permission = f"balancer-permission-{colour}-fraud-detection"
        assert attachment["depends_on"] == [f"aws_lambda_permission.{permission}"]
        grant = resources(stack, "aws_lambda_permission")[permission]
        assert grant["principal"] == "elasticloadbalancing.amazonaws.com"
        assert grant["qualifier"] == f"${{aws_lambda_alias.alias-fraud-detection-{colour}.name}}"
        assert grant["source_arn"] == f"${{aws_lb_target_group.tg-{colour}-fraud-detection.arn}}"


@pytest.mark.parametrize("spec", [{}, MIGRATION])
def test_what_stands_behind_a_colour_is_there_before_a_rule_leads_to_it_and_goes_after(spec):
    stack = stack_of(spec)
    for kind in ("aws_lb_target_group", "aws_lb_target_group_attachment", "aws_lambda_permission"):
        for name, made in resources(stack, kind).items():
            if name.startswith(("tg-attachment-", "balancer-permission-", "tg-")) and name != "tg-alb-balancer":
                assert made["lifecycle"] == {"create_before_destroy": True}, name
    registered = {
        f"aws_lb_target_group_attachment.{name}"
        for name in resources(stack, "aws_lb_target_group_attachment")
        if name.endswith("-transaction-processing")
    }
    assert set(rule(spec, "route-create-payment")["depends_on"]) == registered
    assert set(rule(spec, "green-route-create-payment")["depends_on"]) == {
        "aws_lb_target_group_attachment.tg-attachment-green-transaction-processing"
    }


def test_one_colour_may_be_another_function():
    attachments = resources(stack_of(CERTIFIED), "aws_lb_target_group_attachment")
    other = attachments["tg-attachment-payment-validation--green-fraud-detection"]
    assert other["target_id"] == "${aws_lambda_alias.alias-payment-validation-green.arn}"


def test_functions_get_all_values_of_a_header_that_is_sent_twice():
    groups = resources(stack_of(MIGRATION), "aws_lb_target_group")
    kinds = {
        name: (group["target_type"], group.get("lambda_multi_value_headers_enabled")) for name, group in groups.items()
    }
    assert kinds["tg-green-transaction-processing"] == ("lambda", True)
    assert kinds["tg-https8443-blue-transaction-processing"] == ("ip", None)


def test_the_weights_are_those_of_the_spec_and_stickiness_is_always_written():
    assert weights({}) == [
        ("${aws_lb_target_group.tg-blue-transaction-processing.arn}", 100),
        ("${aws_lb_target_group.tg-green-transaction-processing.arn}", 0),
    ]
    off = rule({}, "route-create-payment")["action"][0]["forward"]["stickiness"]
    assert off == {"enabled": False, "duration": 3600}
    on = rule(MIGRATION, "route-create-payment")["action"][0]["forward"]["stickiness"]
    assert on == {"enabled": True, "duration": 600}
    assert [weight for _, weight in weights(MIGRATION)] == [95, 5]


def test_a_header_forces_a_colour_before_the_weights_have_a_say():
    forced, weighted = rule({}, "green-route-create-payment"), rule({}, "route-create-payment")
    assert forced["priority"] < weighted["priority"]
    assert forced["condition"][-1] == {"http_header": {"http_header_name": "X-Target-Colour", "values": ["green"]}}
    assert forced["condition"][:-1] == weighted["condition"]
    assert forced["action"][0]["target_group_arn"] == "${aws_lb_target_group.tg-green-transaction-processing.arn}"


def test_weights_that_are_moved_outside_are_left_alone_and_only_those():
    rules = resources(stack_of(MOVED_OUTSIDE), "aws_lb_listener_rule")
    left_alone = {name for name, made in rules.items() if made["lifecycle"].get("ignore_changes") == ["action"]}
    assert left_alone == {
        f"listener-rule-route-{route}" for route in ("create-payment", "get-payment", "list-merchant-payments")
    }


@pytest.mark.parametrize(("blue", "green"), [(0, 100), (37, 63)])
def test_other_weights_change_listener_rules_and_nothing_else(blue, green):
    before, after = stack_of({}), stack_of(targets(weights={"blue": blue, "green": green}))
    assert {kind: after[kind] for kind in after if kind != "resource"} == {
        kind: before[kind] for kind in before if kind != "resource"
    }
    changed = {
        (kind, name)
        for kind in before["resource"].keys() | after["resource"].keys()
        for name in resources(before, kind).keys() | resources(after, kind).keys()
        if resources(before, kind).get(name) != resources(after, kind).get(name)
    }
    assert changed == {
        ("aws_lb_listener_rule", f"listener-rule-route-{route}")
        for route in ("create-payment", "get-payment", "list-merchant-payments")
    }


def test_addresses_on_premises_stand_behind_blue_and_the_function_behind_green():
    stack = stack_of(MIGRATION)
    group = resources(stack, "aws_lb_target_group")["tg-https8443-blue-transaction-processing"]
    assert (group["target_type"], group["protocol"], group["port"]) == ("ip", "HTTPS", 8443)
    assert group["deregistration_delay"] == "60"
    assert group["health_check"]["enabled"] is True
    assert (group["health_check"]["protocol"], group["health_check"]["port"]) == ("HTTPS", "traffic-port")
    attachments = resources(stack, "aws_lb_target_group_attachment")
    addresses = [made for name, made in attachments.items() if "https8443" in name]
    assert {made["target_id"] for made in addresses} == {"192.168.7.1", "192.168.7.2"}
    assert {made["availability_zone"] for made in addresses} == {"all"}
    assert all(made["depends_on"][0].startswith("aws_vpc_security_group_egress_rule.") for made in addresses)
    assert "tg-attachment-green-transaction-processing" in attachments


def test_the_balancer_may_go_to_each_address_on_its_port_alone():
    egress_rules = resources(stack_of(MIGRATION), "aws_vpc_security_group_egress_rule")
    opened = {
        (way["cidr_ipv4"], way["from_port"], way["to_port"]) for name, way in egress_rules.items() if "192-168" in name
    }
    assert opened == {("192.168.7.1/32", 8443, 8443), ("192.168.7.2/32", 8443, 8443)}


def test_a_rule_of_the_spec_s_own_has_its_conditions_and_its_number():
    own = rule(CERTIFIED, "rule-mobile")
    assert own["priority"] == 100
    assert own["condition"] == [
        {"path_pattern": {"values": ["/screenings"]}},
        {"http_request_method": {"values": ["POST"]}},
        {"http_header": {"http_header_name": "X-Channel", "values": ["mobile*"]}},
    ]


def test_without_blue_green_there_is_one_group_a_target_and_no_weight():
    stack = stack_of(PLAIN)
    assert set(resources(stack, "aws_lb_target_group")) == {
        f"tg-blue-{name}" for name in ("payment-validation", "fraud-detection", "transaction-processing")
    }
    assert all("forward" not in made["action"][0] for made in resources(stack, "aws_lb_listener_rule").values())


def test_out_of_scope_the_listener_may_be_plain():
    stack = stack_of(PLAIN)
    listener = resources(stack, "aws_lb_listener")["listener"]
    assert (listener["port"], listener["protocol"]) == (8080, "HTTP")
    assert listener.keys().isdisjoint({"ssl_policy", "certificate_arn"})
    assert resources(stack, "aws_acm_certificate") == {}
    assert resources(stack, "aws_lb")["alb"]["access_logs"]["enabled"] is False


def test_a_network_balancer_stands_between_the_link_and_the_balancer():
    stack = stack_of(ISSUED)
    nlb = resources(stack, "aws_lb")["nlb"]
    assert nlb["internal"] is True
    assert nlb["enforce_security_group_inbound_rules_on_private_link_traffic"] == "off"
    (link,) = resources(stack, "aws_api_gateway_vpc_link").values()
    assert link["target_arns"] == ["${aws_lb.nlb.arn}"]
    group = resources(stack, "aws_lb_target_group")["tg-alb"]
    assert (group["name"], group["target_type"], group["protocol"], group["port"]) == (
        "tg-alb-8443-abc-test",
        "alb",
        "TCP",
        8443,
    )
    attachment = resources(stack, "aws_lb_target_group_attachment")["tg-alb-balancer"]
    assert attachment["target_id"] == "${aws_lb.alb.arn}"
    # The group itself waits for the listener, so that on destroy it frees the balancer before the listener goes.
    assert group["depends_on"] == ["aws_lb_listener.listener"]
    assert resources(stack, "aws_lb_listener")["nlb-listener"]["depends_on"] == [
        "aws_lb_target_group_attachment.tg-alb-balancer"
    ]
    (stage,) = resources(stack, "aws_api_gateway_stage").values()
    assert "aws_lb_listener.nlb-listener" in stage["depends_on"]


def test_only_the_hop_may_come_to_the_balancer_and_only_on_its_port():
    egress_rules = resources(stack_of(ISSUED), "aws_vpc_security_group_ingress_rule")
    to_balancer = [
        way
        for way in egress_rules.values()
        if way["security_group_id"] == "${aws_security_group.security-group-alb.id}"
    ]
    assert [(way["from_port"], way["to_port"], way["referenced_security_group_id"]) for way in to_balancer] == [
        (8443, 8443, "${aws_security_group.security-group-nlb.id}")
    ]


def test_the_direct_link_ends_at_the_balancer_and_raises_the_provider():
    stack = stack_of(PLAIN)
    assert set(resources(stack, "aws_lb")) == {"alb"}
    assert resources(stack, "aws_api_gateway_vpc_link") == {}
    (link,) = resources(stack, "aws_apigatewayv2_vpc_link").values()
    assert len(link["subnet_ids"]) == 3
    assert stack["terraform"]["required_providers"]["aws"]["version"] == "~> 6.25, >= 6.25.0"
    for integration in resources(stack, "aws_api_gateway_integration").values():
        assert integration["connection_id"] == "${aws_apigatewayv2_vpc_link.vpc-link-direct.id}"
        assert integration["integration_target"] == "${aws_lb.alb.arn}"
        assert integration["uri"].startswith("http://payments.example.com:8080/")


def test_names_at_their_limit_are_still_unique():
    groups = resources(stack_of(front_doors.MIGRATION), "aws_lb_target_group")
    names = [group["name"] for group in groups.values()]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) == 32
