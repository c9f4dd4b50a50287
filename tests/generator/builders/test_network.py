"""The network in the synthesized JSON: three tiers in three zones, and no way that nobody asked for."""

from __future__ import annotations

import ipaddress
import json

import pytest

from tests.support.stacks import resources, stack_of

REMOTE = {"cidrs": ["192.168.0.0/16", "172.20.0.0/16"]}


def subnets(stack, tier):
    return {name: item for name, item in resources(stack, "aws_subnet").items() if name.startswith(f"subnet-{tier}-")}


def routes(stack):
    return resources(stack, "aws_route")


def test_the_vpc_resolves_names_and_has_one_gateway_to_the_internet():
    stack = stack_of({"network": {"cidr": "10.7.0.0/16"}})
    (vpc,) = resources(stack, "aws_vpc").values()
    assert (vpc["cidr_block"], vpc["enable_dns_support"], vpc["enable_dns_hostnames"]) == ("10.7.0.0/16", True, True)
    (gateway,) = resources(stack, "aws_internet_gateway").values()
    assert gateway["vpc_id"] == "${aws_vpc.vpc.id}"


def test_each_tier_has_a_subnet_in_each_zone():
    stack = stack_of()
    for tier in ("public", "private", "database"):
        zones = [item["availability_zone"] for item in subnets(stack, tier).values()]
        assert zones == ["us-east-1a", "us-east-1b", "us-east-1c"]


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "172.16.32.0/20", "192.168.7.0/24"])
def test_carved_subnets_lie_in_the_vpc_and_apart(cidr):
    blocks = [
        ipaddress.ip_network(item["cidr_block"])
        for item in resources(stack_of({"network": {"cidr": cidr}}), "aws_subnet").values()
    ]
    assert len(blocks) == 9
    assert all(block.subnet_of(ipaddress.ip_network(cidr)) for block in blocks)
    assert not any(one.overlaps(other) for index, one in enumerate(blocks) for other in blocks[:index])


def test_given_blocks_are_taken_as_they_are():
    given = ["10.0.250.0/28", "10.0.250.16/28", "10.0.250.32/28"]
    stack = stack_of({"network": {"subnets": {"database": given}}})
    assert [item["cidr_block"] for item in subnets(stack, "database").values()] == given


def test_no_subnet_hands_out_public_addresses():
    assert not any(item["map_public_ip_on_launch"] for item in resources(stack_of(), "aws_subnet").values())


def test_no_route_leads_out_of_the_database_subnets():
    stack = stack_of({"network": {"onPremises": REMOTE}})
    table = "${aws_route_table.route-table-database.id}"
    associated = [
        item["subnet_id"]
        for item in resources(stack, "aws_route_table_association").values()
        if item["route_table_id"] == table
    ]
    assert sorted(associated) == [f"${{aws_subnet.subnet-database-{letter}.id}}" for letter in "abc"]
    text = json.dumps(
        [routes(stack), resources(stack, "aws_vpc_endpoint"), resources(stack, "aws_vpn_gateway_route_propagation")]
    )
    assert table not in text


@pytest.mark.parametrize(("nat", "gateways"), [("perZone", 3), ("single", 1), ("none", 0)])
def test_the_spec_says_how_many_nat_gateways_there_are(nat, gateways):
    stack = stack_of({"network": {"nat": nat}})
    assert len(resources(stack, "aws_nat_gateway")) == len(resources(stack, "aws_eip")) == gateways
    outwards = [item for item in routes(stack).values() if "nat_gateway_id" in item]
    assert len(outwards) == (3 if gateways else 0)


def test_with_a_gateway_a_zone_each_private_subnet_uses_that_of_its_own_zone():
    for letter in "abc":
        route = routes(stack_of({"network": {"nat": "perZone"}}))[f"route-private-{letter}-internet"]
        assert route["nat_gateway_id"] == f"${{aws_nat_gateway.nat-gateway-{letter}.id}}"


def test_the_database_tier_admits_postgresql_from_the_private_tier_alone():
    acl = resources(stack_of(), "aws_network_acl")["network-acl-database"]
    private = [item["cidr_block"] for item in subnets(stack_of(), "private").values()]
    assert [(line["cidr_block"], line["from_port"], line["to_port"]) for line in acl["ingress"]] == [
        (block, 5432, 5432) for block in private
    ]
    assert [line["cidr_block"] for line in acl["egress"]] == private


def test_the_default_security_group_has_no_rule():
    group = resources(stack_of(), "aws_default_security_group")["security-group-default"]
    assert not {"ingress", "egress"} & set(group)


def test_every_security_group_rule_names_one_port_a_purpose_and_a_group_or_list():
    stack = stack_of()
    for kind in ("ingress", "egress"):
        for name, rule in resources(stack, f"aws_vpc_security_group_{kind}_rule").items():
            assert rule["from_port"] == rule["to_port"], name
            assert rule["description"], name
            # Callers of the private API are wherever they are in the VPC.
            assert "cidr_ipv4" not in rule or name == "api-endpoint-ingress-10-0-0-0_16", name


def test_functions_reach_the_database_the_endpoints_and_the_gateways_only():
    group = "${aws_security_group.security-group-functions.id}"
    outwards = [
        name
        for name, rule in resources(stack_of(), "aws_vpc_security_group_egress_rule").items()
        if rule["security_group_id"] == group
    ]
    assert sorted(outwards) == [
        "functions-egress-database",
        "functions-egress-dynamodb",
        "functions-egress-endpoints",
        "functions-egress-s3",
    ]


def test_endpoints_let_this_account_through_and_nobody_else():
    for name, endpoint in resources(stack_of(), "aws_vpc_endpoint").items():
        (line,) = json.loads(endpoint["policy"])["Statement"]
        own = "${data.aws_caller_identity.current.account_id}"
        if name == "vpc-endpoint-execute-api":
            assert line["Resource"] == f"arn:aws:execute-api:us-east-1:{own}:*"
        else:
            both = {"aws:PrincipalAccount": own, "aws:ResourceAccount": own}
            assert line["Condition"] == {"StringEquals": both}, name


def test_gateway_endpoints_are_routed_from_the_private_tier():
    endpoint = resources(stack_of(), "aws_vpc_endpoint")["vpc-endpoint-dynamodb"]
    assert endpoint["route_table_ids"] == [f"${{aws_route_table.route-table-private-{letter}.id}}" for letter in "abc"]


def test_the_endpoint_of_a_private_api_admits_the_vpc_and_on_premises():
    stack = stack_of(
        {"network": {"interfaceEndpoints": ["execute-api", "ssm", "sns", "secretsmanager"], "onPremises": REMOTE}}
    )
    endpoint = resources(stack, "aws_vpc_endpoint")["vpc-endpoint-execute-api"]
    assert endpoint["security_group_ids"] == ["${aws_security_group.security-group-api-endpoint.id}"]
    callers = [
        rule["cidr_ipv4"]
        for name, rule in resources(stack, "aws_vpc_security_group_ingress_rule").items()
        if name.startswith("api-endpoint-")
    ]
    assert sorted(callers) == ["10.0.0.0/16", "172.20.0.0/16", "192.168.0.0/16"]


def test_the_flow_log_keeps_all_traffic_encrypted_and_its_fields_are_not_read_by_terraform():
    stack = stack_of()
    log = resources(stack, "aws_flow_log")["flow-log"]
    assert log["traffic_type"] == "ALL"
    assert log["log_format"].startswith("$${version} ")
    group = resources(stack, "aws_cloudwatch_log_group")["log-group-flow-log"]
    assert group["retention_in_days"] == 400
    assert group["kms_key_id"] == "${aws_kms_key.key-logs.arn}"


def test_without_a_transit_gateway_the_private_tier_learns_its_routes():
    stack = stack_of({"network": {"onPremises": REMOTE}})
    assert len(resources(stack, "aws_vpn_gateway_route_propagation")) == 3
    assert resources(stack, "aws_ec2_transit_gateway_vpc_attachment") == {}


def test_with_a_transit_gateway_each_block_has_a_route_in_each_zone():
    stack = stack_of({"network": {"onPremises": {**REMOTE, "transitGatewayId": "tgw-0123456789abcdef0"}}})
    through = [item for item in routes(stack).values() if "transit_gateway_id" in item]
    assert len(through) == 6
    assert {item["destination_cidr_block"] for item in through} == set(REMOTE["cidrs"])
    assert resources(stack, "aws_vpn_gateway") == {}
