"""Rules over the way on-premises: gateways, numbers of BGP, devices, announced blocks, names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import rule_findings

CIDRS = ["192.168.0.0/16"]
TRANSIT, VIRTUAL = "tgw-0123456789abcdef0", "vgw-0123456789abcdef0"
LINE = "15c7af2c-1a1b-4c3d-9e8f-0123456789ab"
SUBNETS = [f"subnet-0123456789abcdef{number}" for number in range(3)]
OTHERS = {
    "vpcId": "vpc-0123456789abcdef0",
    "routeTableIds": ["rtb-0123456789abcdef0"],
    "subnetIds": {"private": SUBNETS, "database": SUBNETS},
}


def device(name: str = "edge", address: str = "203.0.113.10", **more: object) -> dict[str, Any]:
    return {"name": name, "address": address, **more}


def vpn(*devices: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"customerGateways": list(devices or (device(),)), **more}


def names(**more: object) -> dict[str, Any]:
    rule = {"name": "corp", "domain": "corp.example.com", "addresses": ["192.168.10.53"]}
    return {"outbound": [{**rule, **more}]}


def found(remote: dict[str, Any], **spec: Any) -> list[tuple[str, str, str]]:
    network = {**spec.pop("network", {}), "onPremises": {"cidrs": CIDRS, **remote}}
    findings = rule_findings({"network": network, **spec})
    return [(item.code, str(item.pointer).removeprefix("network.onPremises"), item.message) for item in findings]


CASES: list[tuple[str, dict[str, Any], tuple[str, str, str]]] = [
    (
        "two gateways at which the way would end",
        {"transitGatewayId": TRANSIT, "vpnGatewayId": VIRTUAL},
        ("NET240", ".vpnGatewayId", "drop one"),
    ),
    (
        "static routes through a transit gateway",
        {"transitGatewayId": TRANSIT, "vpn": vpn(routing="static")},
        ("NET240", ".vpn.routing", "set 'routing: bgp'"),
    ),
    (
        "a number of AWS's side that is not private",
        {"amazonAsn": 70000},
        ("NET242", ".amazonAsn", "not private"),
    ),
    (
        "a number of a Direct Connect gateway that is not private",
        {"directConnect": {"gatewayId": LINE, "amazonAsn": 65535}},
        ("NET242", ".directConnect.amazonAsn", "not private"),
    ),
    (
        "the number that AWS takes by itself",
        {"vpn": vpn(device(bgpAsn=64512))},
        ("NET242", ".vpn.customerGateways[0].bgpAsn", "amazonAsn"),
    ),
    (
        "one number on both sides",
        {"amazonAsn": 64620, "vpn": vpn(device(bgpAsn=64620))},
        ("NET242", ".vpn.customerGateways[0].bgpAsn", "64620 is also the number of AWS's side"),
    ),
    (
        "a number of AWS's own",
        {"vpn": vpn(device(bgpAsn=7224))},
        ("NET242", ".vpn.customerGateways[0].bgpAsn", "us-east-1"),
    ),
    (
        "a transit gateway with the number of the Direct Connect gateway",
        {"transitGatewayId": TRANSIT, "directConnect": {"gatewayId": LINE, "amazonAsn": 64512}},
        ("NET243", ".directConnect.amazonAsn", "refuses to associate"),
    ),
    (
        "a device behind a private address",
        {"vpn": vpn(device(address="192.168.0.1"))},
        ("NET244", ".vpn.customerGateways[0].address", "is not public"),
    ),
    (
        "an address of numbers that are too large",
        {"vpn": vpn(device(address="203.0.113.300"))},
        ("NET244", ".vpn.customerGateways[0].address", "255"),
    ),
    (
        "two devices that AWS takes for one",
        {"vpn": vpn(device(), device("other"))},
        ("NET244", ".vpn.customerGateways[1].address", "'edge' has this address"),
    ),
    (
        "a prefix that is narrower than the VPC",
        {"directConnect": {"gatewayId": LINE, "prefixes": ["10.0.0.0/24"]}},
        ("NET246", ".directConnect.prefixes[0]", "give 10.0.0.0/16"),
    ),
    (
        "a prefix of another network through a transit gateway",
        {"transitGatewayId": TRANSIT, "directConnect": {"gatewayId": LINE, "prefixes": ["10.9.0.0/24"]}},
        ("NET246", ".directConnect.prefixes[0]", "does not meet"),
    ),
    (
        "a prefix with bits of a host",
        {"directConnect": {"gatewayId": LINE, "prefixes": ["10.0.0.1/16"]}},
        ("NET246", ".directConnect.prefixes[0]", "no address block"),
    ),
    ("a resolver that does nothing", {"resolver": {"inbound": False}}, ("NET247", ".resolver", "it does nothing")),
    (
        "a name server to which no route leads",
        {"resolver": names(addresses=["172.16.0.53"])},
        ("NET247", ".resolver.outbound[0].addresses[0]", "add its block"),
    ),
    (
        "a domain of AWS's",
        {"resolver": names(domain="us-east-1.amazonaws.com")},
        ("NET247", ".resolver.outbound[0].domain", "would not be found"),
    ),
    (
        "a domain that is forwarded twice",
        {"resolver": {"outbound": [*names()["outbound"], *names(name="again")["outbound"]]}},
        ("NET247", ".resolver.outbound[1].domain", "'corp' forwards"),
    ),
]


@pytest.mark.parametrize(("sentence", "remote", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_cannot_be_is_found_where_it_is_written(sentence, remote, expected):
    code, at, words = expected
    assert [(one, two) for one, two, message in found(remote) if one == code and words in message] == [(code, at)]


@pytest.mark.parametrize(
    "asked",
    [
        {"vpnGatewayId": VIRTUAL},
        {"vpn": vpn()},
        {"directConnect": {"gatewayId": LINE}},
        {"resolver": {"inbound": True}},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_a_vpc_of_others_has_the_way_that_they_gave_it(asked):
    (key,) = asked
    assert ("NET241", f".{key}") in [(code, at) for code, at, _ in found(asked, network=OTHERS)]


def test_a_name_is_not_sent_in_a_circle():
    domain = {"name": "pay.example.com", "certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1"}
    findings = found({"resolver": names(domain="pay.example.com")}, api={"customDomain": domain})
    assert [at for code, at, _ in findings if code == "NET247"] == [".resolver.outbound[0].domain"]


def test_in_production_one_device_is_too_few_unless_a_line_is_beside_it():
    alone, beside = {"vpn": vpn()}, {"vpn": vpn(), "directConnect": {"gatewayId": LINE}}
    two = {"vpn": vpn(device(), device("other", "203.0.113.74"))}
    codes = [[code for code, _, _ in found(way, production=True)] for way in (alone, beside, two)]
    assert ["NET245" in each for each in codes] == [True, False, False]


def test_a_way_that_is_whole_is_accepted():
    remote = {
        "amazonAsn": 64620,
        "vpn": vpn(device(bgpAsn=65010), device("other", "203.0.113.74", bgpAsn=65010)),
        "directConnect": {"gatewayId": LINE, "prefixes": ["10.0.0.0/15"], "amazonAsn": 64620},
        "resolver": names(),
    }
    assert [item for item in found(remote) if item[0].startswith("NET24")] == []


def test_with_static_routing_numbers_do_not_matter():
    assert [item for item in found({"vpn": vpn(device(bgpAsn=64512), routing="static")}) if item[0] == "NET242"] == []
