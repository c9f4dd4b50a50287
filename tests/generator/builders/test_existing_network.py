"""In a VPC that others keep the stack has its own groups and endpoints, and makes nothing that all in it share."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import resources, stack_of

VPC = "vpc-0123456789abcdef0"
PRIVATE = [f"subnet-0123456789abcde{letter}0" for letter in "abc"]
DATABASE = [f"subnet-1123456789abcde{letter}0" for letter in "abc"]
NETWORK: dict[str, Any] = {
    "cidr": "10.40.0.0/16",
    "vpcId": VPC,
    "subnetIds": {"private": PRIVATE, "database": DATABASE},
    "routeTableIds": ["rtb-0123456789abcdef0"],
}
SERVICES = ["execute-api", "secretsmanager", "sns", "ssm"]
SHARED = (
    "aws_vpc",
    "aws_subnet",
    "aws_route_table",
    "aws_route",
    "aws_nat_gateway",
    "aws_eip",
    "aws_internet_gateway",
    "aws_network_acl",
    "aws_default_security_group",
    "aws_vpn_gateway",
)


def stack(**changes):
    return stack_of({"network": {**NETWORK, **changes}})


@pytest.mark.parametrize("kind", SHARED)
def test_nothing_is_made_that_belongs_to_the_whole_vpc(kind):
    assert resources(stack(onPremises={"cidrs": ["192.168.0.0/16"]}), kind) == {}


def test_everything_is_in_the_given_subnets():
    built = stack()
    for function in resources(built, "aws_lambda_function").values():
        assert function["vpc_config"]["subnet_ids"] == PRIVATE
    for balancer in resources(built, "aws_lb").values():
        assert balancer["subnets"] == PRIVATE
    assert resources(built, "aws_db_subnet_group")["db-subnet-group"]["subnet_ids"] == DATABASE
    assert {group["vpc_id"] for group in resources(built, "aws_security_group").values()} == {VPC}
    assert {group["vpc_id"] for group in resources(built, "aws_lb_target_group").values() if "vpc_id" in group} == {VPC}


def test_gateway_endpoints_are_entered_in_the_given_route_tables():
    endpoints = resources(stack(), "aws_vpc_endpoint")
    assert endpoints["vpc-endpoint-s3"]["route_table_ids"] == ["rtb-0123456789abcdef0"]
    assert endpoints["vpc-endpoint-ssm"]["subnet_ids"] == PRIVATE


def test_endpoints_that_the_vpc_has_are_used_and_not_made_again():
    existing = [
        {"name": "s3", "id": "vpce-0123456789abcdef0"},
        {"name": "ssm", "id": "vpce-0123456789abcdef1"},
        {"name": "execute-api", "id": "vpce-0123456789abcdef2"},
    ]
    built = stack_of(
        {
            "network": {
                **NETWORK,
                "endpointIds": existing,
                "interfaceEndpoints": SERVICES,
            },
            "api": {"endpointType": "PRIVATE"},
        }
    )
    made = resources(built, "aws_vpc_endpoint")
    assert set(made) == {"vpc-endpoint-dynamodb", "vpc-endpoint-secretsmanager", "vpc-endpoint-sns"}
    egress = resources(built, "aws_vpc_security_group_egress_rule")
    assert egress["functions-egress-s3"]["prefix_list_id"] == "${data.aws_prefix_list.prefix-list-s3.id}"
    assert egress["functions-egress-existing-endpoints"]["cidr_ipv4"] == "10.40.0.0/16"
    api = resources(built, "aws_api_gateway_rest_api")["api"]
    assert api["endpoint_configuration"]["vpc_endpoint_ids"] == ["vpce-0123456789abcdef2"]
