"""The way on-premises in the synthesized JSON: where it ends, what its tunnels speak, who is asked for names."""

from __future__ import annotations

import pytest

from generator.compliance.controls import routes_to_known_gateways
from generator.compliance.stack import Stack
from tests.support.stacks import resources, stack_of

CIDRS = ["192.168.0.0/16", "172.20.0.0/16"]
DEVICES = [
    {"name": "edge-1", "address": "203.0.113.10", "bgpAsn": 65010},
    {"name": "edge-2", "address": "203.0.113.74", "bgpAsn": 4200000009},
]
LINE = "15c7af2c-1a1b-4c3d-9e8f-0123456789ab"
VIRTUAL, TRANSIT = "vgw-0123456789abcdef0", "tgw-0123456789abcdef0"
DOMAIN = {"name": "pay.example.com", "certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1"}
PRIVATE = {"endpointType": "PRIVATE", "customDomain": DOMAIN}
CORP = {"name": "corp", "domain": "corp.example.com", "addresses": ["192.168.10.53", "192.168.20.53"]}


def way(**remote):
    return stack_of({"network": {"onPremises": {"cidrs": CIDRS, **remote}}})


def connections(stack):
    return resources(stack, "aws_vpn_connection")


def test_each_device_has_a_connection_to_the_gateway_of_the_vpc():
    stack = way(vpn={"customerGateways": DEVICES})
    devices = resources(stack, "aws_customer_gateway")
    assert {name: device["ip_address"] for name, device in devices.items()} == {
        "customer-gateway-edge-1": "203.0.113.10",
        "customer-gateway-edge-2": "203.0.113.74",
    }
    # Above 31 bits the number has an argument of its own.
    assert devices["customer-gateway-edge-1"]["bgp_asn"] == "65010"
    assert devices["customer-gateway-edge-2"]["bgp_asn_extended"] == "4200000009"
    for name, connection in connections(stack).items():
        device = name.removeprefix("vpn-connection-")
        assert connection["customer_gateway_id"] == f"${{aws_customer_gateway.customer-gateway-{device}.id}}"
        assert connection["vpn_gateway_id"] == "${aws_vpn_gateway.vpn-gateway.id}"
        assert connection["static_routes_only"] is False


@pytest.mark.parametrize("tunnel", [1, 2])
def test_a_tunnel_speaks_ikev2_with_strong_algorithms_alone(tunnel):
    (connection,) = connections(way(vpn={"customerGateways": DEVICES[:1]})).values()
    assert connection[f"tunnel{tunnel}_ike_versions"] == ["ikev2"]
    for phase in (1, 2):
        about = f"tunnel{tunnel}_phase{phase}"
        assert set(connection[f"{about}_encryption_algorithms"]) == {"AES256", "AES256-GCM-16"}
        assert not {"SHA1"} & set(connection[f"{about}_integrity_algorithms"])
        assert min(connection[f"{about}_dh_group_numbers"]) >= 15
        assert max(connection[f"{about}_dh_group_numbers"]) <= 21
    assert connection[f"tunnel{tunnel}_startup_action"] == "start"
    assert connection[f"tunnel{tunnel}_dpd_timeout_action"] == "restart"


def test_the_keys_of_tunnels_are_not_in_the_state():
    (connection,) = connections(way(vpn={"customerGateways": DEVICES[:1]})).values()
    assert connection["preshared_key_storage"] == "SecretsManager"
    assert [key for key in connection if "preshared_key" in key] == ["preshared_key_storage"]


def test_tunnels_are_logged_under_the_key_of_logs():
    stack = way(vpn={"customerGateways": DEVICES[:1], "logRetentionDays": 731})
    group = resources(stack, "aws_cloudwatch_log_group")["log-group-vpn-edge-1"]
    assert group["name"] == "/aws/vendedlogs/vpn/vpn-connection-edge-1-test"
    assert (group["kms_key_id"], group["retention_in_days"]) == ("${aws_kms_key.key-logs.arn}", 731)
    (connection,) = connections(stack).values()
    for tunnel in (1, 2):
        options = connection[f"tunnel{tunnel}_log_options"]["cloudwatch_log_options"]
        assert options["log_enabled"] is True
        assert options["log_group_arn"] == "${aws_cloudwatch_log_group.log-group-vpn-edge-1.arn}"


def test_static_routes_are_entered_in_each_connection():
    stack = way(vpn={"customerGateways": DEVICES, "routing": "static"})
    assert all(connection["static_routes_only"] for connection in connections(stack).values())
    routes = resources(stack, "aws_vpn_connection_route")
    assert sorted((route["vpn_connection_id"], route["destination_cidr_block"]) for route in routes.values()) == sorted(
        (f"${{aws_vpn_connection.vpn-connection-{device['name']}.id}}", block) for device in DEVICES for block in CIDRS
    )


def test_a_vpn_ends_at_the_transit_gateway_where_there_is_one():
    (connection,) = connections(way(vpn={"customerGateways": DEVICES[:1]}, transitGatewayId=TRANSIT)).values()
    assert connection["transit_gateway_id"] == TRANSIT
    assert "vpn_gateway_id" not in connection


def test_an_existing_virtual_gateway_is_attached_before_its_routes_are_propagated():
    stack = way(vpnGatewayId=VIRTUAL, directConnect={"gatewayId": LINE})
    assert resources(stack, "aws_vpn_gateway") == {}
    (attachment,) = resources(stack, "aws_vpn_gateway_attachment").values()
    assert (attachment["vpn_gateway_id"], attachment["vpc_id"]) == (VIRTUAL, "${aws_vpc.vpc.id}")
    propagations = resources(stack, "aws_vpn_gateway_route_propagation").values()
    assert len(propagations) == 3
    waiting = [*propagations, *resources(stack, "aws_dx_gateway_association").values()]
    assert all(one["depends_on"] == ["aws_vpn_gateway_attachment.vpn-gateway-attachment"] for one in waiting)


def test_a_gateway_of_others_that_is_attached_here_is_a_known_way_out():
    evidence = list(routes_to_known_gateways.check(Stack(way(vpnGatewayId=VIRTUAL))))
    assert len([one for one in evidence if one.ok]) == len(evidence) > 3


def test_the_number_of_awss_side_is_given_where_the_spec_has_one():
    (asked,) = resources(way(amazonAsn=64620), "aws_vpn_gateway").values()
    (plain,) = resources(way(), "aws_vpn_gateway").values()
    assert (asked["amazon_side_asn"], plain.get("amazon_side_asn")) == ("64620", None)


@pytest.mark.parametrize(
    ("more", "gateway"), [({}, "${aws_vpn_gateway.vpn-gateway.id}"), ({"transitGatewayId": TRANSIT}, TRANSIT)]
)
def test_a_direct_connect_gateway_is_associated_with_the_gateway_of_the_way(more, gateway):
    (plain,) = resources(way(directConnect={"gatewayId": LINE}, **more), "aws_dx_gateway_association").values()
    assert (plain["dx_gateway_id"], plain["associated_gateway_id"]) == (LINE, gateway)
    assert plain["allowed_prefixes"] == ["10.0.0.0/16"]
    line = {"gatewayId": LINE, "prefixes": ["10.0.0.0/15"], "amazonAsn": 64700}
    (asked,) = resources(way(directConnect=line, **more), "aws_dx_gateway_association").values()
    assert asked["allowed_prefixes"] == ["10.0.0.0/15"]


def test_name_servers_on_premises_ask_an_endpoint_in_every_zone():
    stack = way(resolver={"inbound": True})
    (endpoint,) = resources(stack, "aws_route53_resolver_endpoint").values()
    subnets = [address["subnet_id"] for address in endpoint["ip_address"]]
    assert subnets == [f"${{aws_subnet.subnet-private-{letter}.id}}" for letter in "abc"]
    assert endpoint["direction"] == "INBOUND"
    group = "${aws_security_group.security-group-resolver-inbound.id}"
    assert endpoint["security_group_ids"] == [group]
    rules = [
        rule
        for rule in resources(stack, "aws_vpc_security_group_ingress_rule").values()
        if rule["security_group_id"] == group
    ]
    assert {(rule["cidr_ipv4"], rule["ip_protocol"], rule["from_port"], rule["to_port"]) for rule in rules} == {
        (block, protocol, 53, 53) for block in CIDRS for protocol in ("tcp", "udp")
    }


def test_domains_on_premises_are_asked_of_their_name_servers_and_of_no_others():
    stack = way(resolver={"inbound": False, "outbound": [CORP]})
    (endpoint,) = resources(stack, "aws_route53_resolver_endpoint").values()
    assert endpoint["direction"] == "OUTBOUND"
    (rule,) = resources(stack, "aws_route53_resolver_rule").values()
    assert (rule["domain_name"], rule["rule_type"]) == ("corp.example.com", "FORWARD")
    assert [target["ip"] for target in rule["target_ip"]] == CORP["addresses"]
    (association,) = resources(stack, "aws_route53_resolver_rule_association").values()
    assert association["vpc_id"] == "${aws_vpc.vpc.id}"
    outwards = [
        rule["cidr_ipv4"]
        for name, rule in resources(stack, "aws_vpc_security_group_egress_rule").items()
        if name.startswith("resolver-outbound-")
    ]
    assert set(outwards) == {"192.168.10.53/32", "192.168.20.53/32"}


def private_api(resolver, **domain):
    api = {**PRIVATE, "customDomain": {**DOMAIN, **domain}}
    interfaces = ["execute-api", "secretsmanager", "sns", "ssm"]
    return stack_of(
        {"network": {"interfaceEndpoints": interfaces, "onPremises": {"cidrs": CIDRS, **resolver}}, "api": api}
    )


def test_a_private_domain_gets_a_zone_that_on_premises_asks_for():
    stack = private_api({"resolver": {"inbound": True}})
    (zone,) = resources(stack, "aws_route53_zone").values()
    assert (zone["name"], zone["vpc"], zone["force_destroy"]) == (
        "pay.example.com",
        [{"vpc_id": "${aws_vpc.vpc.id}"}],
        True,
    )
    record = resources(stack, "aws_route53_record")["api-domain-record"]
    assert record["zone_id"] == "${aws_route53_zone.api-domain-zone.zone_id}"


@pytest.mark.parametrize(
    ("resolver", "domain"),
    [({}, {}), ({"resolver": {"inbound": True}}, {"hostedZoneId": "Z0123456789ABCDEFGHIJ"})],
    ids=["nobody on-premises asks", "the spec names a zone"],
)
def test_no_zone_is_made_where_none_is_needed(resolver, domain):
    assert resources(private_api(resolver, **domain), "aws_route53_zone") == {}


def test_outputs_hold_what_is_entered_on_premises():
    stack = way(vpn={"customerGateways": DEVICES[:1]}, resolver={"inbound": True})
    told = {name: output["value"] for name, output in stack["output"].items()}
    connection = "aws_vpn_connection.vpn-connection-edge-1"
    assert told["vpn_tunnel_addresses"] == {
        "edge-1": [f"${{{connection}.tunnel1_address}}", f"${{{connection}.tunnel2_address}}"]
    }
    assert told["vpn_connection_ids"] == {"edge-1": f"${{{connection}.id}}"}
    assert told["vpn_key_secret_arns"] == {"edge-1": f"${{{connection}.preshared_key_arn}}"}
    assert "aws_route53_resolver_endpoint.resolver-inbound.ip_address" in told["resolver_inbound_addresses"]
