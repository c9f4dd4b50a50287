"""Rules over the network: blocks, zones, endpoints and the way on-premises."""

from __future__ import annotations

import pytest

from tests.support.stacks import rule_findings

REMOTE = {"onPremises": {"cidrs": ["192.168.0.0/16"]}}


def on_premises_target(*addresses: str) -> dict[str, object]:
    blue = {"type": "ip", "addresses": list(addresses), "port": 8443}
    return {"targets": [{"name": "payments", "blue": blue, "weights": {"blue": 100, "green": 0}}]}


VPC, TABLE = "vpc-0123456789abcdef0", "rtb-0123456789abcdef0"
SUBNETS = [f"subnet-0123456789abcdef{number}" for number in range(3)]
EXISTING = {"vpcId": VPC, "subnetIds": {"private": SUBNETS, "database": SUBNETS}}

CASES = [
    (
        "host bits are set, and the message says which block was meant",
        {"network": {"cidr": "10.0.0.1/16"}},
        ("NET001", "network.cidr", "10.0.0.0/16"),
    ),
    (
        "four numbers that are too large",
        {"network": {"cidr": "10.300.0.0/16"}},
        ("NET001", "network.cidr", "no address block"),
    ),
    ("a public block", {"network": {"cidr": "8.8.0.0/16"}}, ("NET001", "network.cidr", "not private")),
    ("a block that is too large", {"network": {"cidr": "10.0.0.0/8"}}, ("NET001", "network.cidr", "/16 to /24")),
    ("a block that is too small", {"network": {"cidr": "10.0.0.0/25"}}, ("NET001", "network.cidr", "/16 to /24")),
    (
        "a subnet outside the VPC",
        {"network": {"subnets": {"database": ["10.1.0.0/24", "10.0.240.0/24", "10.0.241.0/24"]}}},
        ("NET002", "network.subnets.database[0]", "outside"),
    ),
    (
        "two subnets that overlap",
        {"network": {"subnets": {"database": ["10.0.240.0/24", "10.0.240.128/25", "10.0.241.0/24"]}}},
        ("NET002", "network.subnets.database[1]", "overlaps the subnet 10.0.240.0/24"),
    ),
    (
        "a subnet that overlaps a carved one, told where it is written",
        {"network": {"subnets": {"public": ["10.0.0.0/24", "10.0.240.0/24", "10.0.241.0/24"]}}},
        ("NET002", "network.subnets.public[0]", "overlaps the subnet 10.0.0.0/19"),
    ),
    (
        "a private subnet too small for a load balancer",
        {"network": {"subnets": {"private": ["10.0.240.0/28", "10.0.241.0/24", "10.0.242.0/24"]}}},
        ("NET002", "network.subnets.private[0]", "/27 at least"),
    ),
    (
        "a zone that the region has not",
        {"awsRegion": "eu-west-1", "network": {"zones": ["a", "b", "d"]}},
        ("NET003", "network.zones[2]", "a, b, c"),
    ),
    (
        "a zone id of another region",
        {"network": {"zones": ["use1-az1", "use2-az2", "use1-az4"]}},
        ("NET003", "network.zones[1]", "begin with use1-az"),
    ),
    (
        "zones by letters and by ids, which can be the same",
        {"network": {"zones": ["a", "use1-az2", "use1-az4"]}},
        ("NET041", "network.zones", "all by their ids"),
    ),
    (
        "a zone that has no proxy",
        {"network": {"zones": ["use1-az1", "use1-az2", "use1-az3"]}, "database": {"proxy": {"enabled": True}}},
        ("NET042", "network.zones[2]", "no RDS Proxy in use1-az3"),
    ),
    (
        "a zone that has no direct link",
        {
            "providerVersion": "~> 6.25",
            "network": {"zones": ["use1-az3", "use1-az1", "use1-az2"]},
            "api": {"vpcLink": "direct"},
        },
        ("NET042", "network.zones[0]", "no direct VPC link"),
    ),
    (
        "production with its state in a file",
        {"production": True},
        ("STA040", "state.backend", "set 'backend: s3'"),
    ),
    ("a region that is a slip", {"awsRegion": "us-east-3"}, ("NET004", "awsRegion", "did you mean 'us-east-")),
    (
        "one NAT gateway in production",
        {"production": True, "network": {"nat": "single"}},
        ("NET005", "network.nat", "perZone"),
    ),
    (
        "NAT gateways that nothing can use",
        {"network": {"nat": "perZone"}},
        ("NET050", "network.nat", "set 'none'"),
    ),
    (
        "secrets without their endpoint",
        {"network": {"interfaceEndpoints": ["ssm", "sns"]}},
        ("NET006", "functions[2].grants.secrets", "'secretsmanager'"),
    ),
    (
        "a private API without an endpoint",
        {"network": {"interfaceEndpoints": ["secretsmanager", "sns", "ssm"]}},
        ("NET007", "api.endpointType", "execute-api"),
    ),
    (
        "a block on-premises that meets the VPC's",
        {"network": {"onPremises": {"cidrs": ["10.0.0.0/8"]}}},
        ("NET008", "network.onPremises.cidrs[0]", "choose another"),
    ),
    (
        "a VPC of others without its subnets",
        {"network": {"vpcId": VPC, "routeTableIds": [TABLE]}},
        ("NET060", "network.vpcId", "add the three subnets that are private and database to 'network.subnetIds'"),
    ),
    (
        "subnets of a VPC that is not named",
        {"network": {"subnetIds": {"private": SUBNETS}}},
        ("NET060", "network.subnetIds", "name it in 'network.vpcId', or drop them"),
    ),
    (
        "a VPC of others without a way to S3",
        {"network": {**EXISTING, "endpointIds": [{"name": "dynamodb", "id": "vpce-0123456789abcdef0"}]}},
        ("NET061", "network.vpcId", "the endpoints for s3 that the VPC has"),
    ),
    (
        "a target on-premises to which no route leads",
        {"loadBalancer": on_premises_target("192.168.7.1")},
        ("NET009", "loadBalancer.targets[3].blue.addresses[0]", "onPremises"),
    ),
    (
        "a region of GovCloud",
        {"awsRegion": "us-gov-west-1"},
        ("NET080", "awsRegion", "the partition aws-us-gov"),
    ),
]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_where_it_stands_and_how_to_mend_it(sentence, spec, expected):
    code, path, words = expected
    found = [item for item in rule_findings(spec) if item.code == code]
    assert found, sentence
    assert str(found[0].pointer) == path
    assert words in found[0].message


@pytest.mark.parametrize(
    ("sentence", "spec"),
    [
        ("the default", {}),
        ("the smallest VPC", {"network": {"cidr": "10.9.8.0/24"}}),
        ("a VPC of others", {"network": {**EXISTING, "routeTableIds": [TABLE]}}),
        (
            "a private API through an endpoint that the VPC has",
            {
                "api": {"endpointType": "PRIVATE"},
                "network": {
                    **EXISTING,
                    "routeTableIds": [TABLE],
                    "endpointIds": [{"name": "execute-api", "id": "vpce-0123456789abcdef0"}],
                },
            },
        ),
        (
            "a private API with its endpoint",
            {
                "api": {"endpointType": "PRIVATE"},
                "network": {"interfaceEndpoints": ["execute-api", "ssm", "sns", "secretsmanager"]},
            },
        ),
        ("a target on-premises with its way", {"network": REMOTE, "loadBalancer": on_premises_target("192.168.7.1")}),
    ],
)
def test_what_is_sound_gives_no_network_finding(sentence, spec):
    assert [str(item) for item in rule_findings(spec) if item.code.startswith("NET")] == [], sentence


def test_a_single_nat_gateway_is_no_risk_where_no_customer_depends_on_it():
    assert [found.code for found in rule_findings({"network": {"nat": "single"}}) if found.code == "NET005"] == []
