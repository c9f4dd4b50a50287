"""Rules over the load balancer: weights, colours, addresses, the certificate and the listener's rules."""

from __future__ import annotations

from typing import Any

import pytest

from generator.rules import RULES
from tests.support.stacks import rule_findings

OURS = {"domain": "payments.shop.test", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}
REMOTE = {"type": "ip", "addresses": ["192.168.7.1"], "port": 8443}


def balancer(**settings: Any) -> dict[str, Any]:
    return {"loadBalancer": settings}


def target(**settings: Any) -> dict[str, Any]:
    """A spec in which the target of payments is set otherwise."""
    return balancer(targets=[{"name": "transaction-processing", **settings}])


def rules(*entries: dict[str, Any]) -> dict[str, Any]:
    """A spec with listener rules of its own, for the target of payments where they do not say otherwise."""
    named = [{"name": f"rule-{place}x", "target": "fraud-detection", **rule} for place, rule in enumerate(entries)]
    return balancer(rules=named)


def many_routes(number: int, **more: Any) -> dict[str, Any]:
    routes = [
        {"name": f"more-{index}", "method": "GET", "path": f"/more-{index}", "target": "fraud-detection"}
        for index in range(number)
    ]
    return {"api": {"routes": routes}, **more}


CASES = [
    (
        "weights that are a per cent short",
        target(weights={"blue": 37, "green": 62}),
        ("LBR001", "loadBalancer.targets[2].weights", "set green to 63"),
    ),
    (
        "no weight at all",
        target(weights={"blue": 0}),
        ("LBR001", "loadBalancer.targets[2].weights", "add up to 0"),
    ),
    (
        "a function that is a slip of the pen",
        target(green={"function": "transaction-procesing"}),
        ("LBR002", "loadBalancer.targets[2].green.function", "did you mean 'transaction-processing'?"),
    ),
    (
        "a target that is called like no function",
        balancer(targets=[{"name": "refunds", "green": None}]),
        ("LBR002", "loadBalancer.targets[3].name", "no function 'refunds' for blue"),
    ),
    (
        "weight on a green that is not there",
        target(green=None, weights={"blue": 50, "green": 50}),
        ("LBR003", "loadBalancer.targets[2].weights.green", "set blue to 100"),
    ),
    (
        "stickiness without a choice",
        target(green=None, stickinessSeconds=60),
        ("LBR003", "loadBalancer.targets[2].stickinessSeconds", "no colour to stay on"),
    ),
    (
        "weights that somebody else moves, where there are none",
        target(green=None, ignoreWeightChanges=True),
        ("LBR003", "loadBalancer.targets[2].ignoreWeightChanges", "no weights to move"),
    ),
    (
        "addresses on-premises that are missing",
        target(blue={"type": "ip"}),
        ("LBR003", "loadBalancer.targets[2].blue.type", "give 'addresses'"),
    ),
    (
        "addresses behind a function",
        target(blue={"addresses": ["192.168.7.1"]}),
        ("LBR003", "loadBalancer.targets[2].blue.addresses", "set the type to ip"),
    ),
    (
        "a function behind addresses",
        target(blue={**REMOTE, "function": "fraud-detection"}),
        ("LBR003", "loadBalancer.targets[2].blue.function", "set the type to lambda"),
    ),
    (
        "two rules on one number",
        rules({"paths": ["/a"], "priority": 100}, {"paths": ["/b"], "priority": 100}),
        ("LBR004", "loadBalancer.rules[1].priority", "taken by rule 'rule-0x'"),
    ),
    (
        "a rule on a number that the other's colours need",
        rules({"paths": ["/a"], "priority": 100}, {"paths": ["/b"], "priority": 102}),
        ("LBR004", "loadBalancer.rules[1].priority", "leave 3 between priorities"),
    ),
    (
        "a rule behind a wider one",
        rules({"paths": ["/a/*"], "priority": 100}, {"paths": ["/a/b"], "priority": 200}),
        ("LBR005", "loadBalancer.rules[1]", "rule 'rule-0x' comes first"),
    ),
    (
        "a route behind a rule that takes everything",
        rules({"paths": ["/screenings"], "priority": 100}),
        ("LBR005", "api.routes[4]", "route 'screen-payment' is never reached"),
    ),
    ("a plain listener", balancer(protocol="HTTP"), ("LBR006", "loadBalancer.protocol", "pciScope: false")),
    (
        "a plain way to on-premises",
        target(blue={**REMOTE, "protocol": "HTTP"}),
        ("LBR006", "loadBalancer.targets[2].blue.protocol", "plain HTTP in PCI scope"),
    ),
    (
        "an address on the internet",
        target(blue={**REMOTE, "addresses": ["192.168.7.1", "8.8.8.8"]}),
        ("LBR007", "loadBalancer.targets[2].blue.addresses[1]", "not a private address"),
    ),
    (
        "an address in the VPC",
        target(blue={**REMOTE, "addresses": ["10.0.1.2"]}),
        ("LBR007", "loadBalancer.targets[2].blue.addresses[0]", "the VPC's own block 10.0.0.0/16"),
    ),
    (
        "the default's certificate, which nobody can have issued",
        {},
        ("LBR008", "loadBalancer.certificate.domain", "set 'domain' and 'hostedZoneId', or 'arn'"),
    ),
    (
        "a certificate that nobody validates",
        balancer(certificate={"domain": "payments.shop.test"}),
        ("LBR008", "loadBalancer.certificate.hostedZoneId", "stays pending"),
    ),
    (
        "a certificate without its name",
        balancer(certificate={"arn": "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd"}),
        ("LBR008", "loadBalancer.certificate.domain", "set 'domain' to its name"),
    ),
    ("more rules than a listener takes", many_routes(29), ("LBR009", "api.routes", "102 listener rules")),
    (
        "more values than a rule takes, the colour's among them",
        rules({"paths": ["/a", "/b", "/c", "/d", "/e"]}),
        ("LBR009", "loadBalancer.rules[0]", "6 paths, methods and header values, the colour's among them"),
    ),
    (
        "more wildcards than a rule takes",
        rules({"paths": ["/*/*/*/*", "/a/*/*/*"]}),
        ("LBR009", "loadBalancer.rules[0]", "7 wildcards"),
    ),
    (
        "a rule that leads nowhere",
        rules({"paths": ["/a"], "target": "fraud-detektion"}),
        ("LBR010", "loadBalancer.rules[0].target", "did you mean 'fraud-detection'?"),
    ),
    ("a rule without a condition", rules({}), ("LBR010", "loadBalancer.rules[0]", "has no condition")),
    (
        "a condition on the host",
        rules({"headers": [{"name": "host", "values": ["a"]}]}),
        ("LBR010", "loadBalancer.rules[0].headers[0].name", "no header condition on Host"),
    ),
    (
        "a colour by the host",
        balancer(colourHeader="Host"),
        ("LBR010", "loadBalancer.colourHeader", "name another header"),
    ),
    (
        "a health check that outlasts its interval",
        target(blue={"healthCheck": {"intervalSeconds": 10, "timeoutSeconds": 10}}),
        ("LBR011", "loadBalancer.targets[2].blue.healthCheck.timeoutSeconds", "an interval of 10 s: make it shorter"),
    ),
    (
        "a target without a way to it",
        balancer(targets=[{"name": "database-migration"}]),
        ("LBR012", "loadBalancer.targets[3].name", "no route or rule leads to target 'database-migration'"),
    ),
]


CASES += [
    (
        "production in which callers choose the colour",
        {"production": True, **balancer(colourHeaderInProduction=True)},
        ("LBR050", "loadBalancer.colourHeaderInProduction", "every caller may send 'X-Target-Colour'"),
    ),
]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_where_it_stands_and_how_to_mend_it(sentence, spec, expected):
    code, path, words = expected
    found = [item for item in rule_findings(spec) if item.code == code]
    assert [str(item.pointer) for item in found] == [path], sentence
    assert words in found[0].message


@pytest.mark.parametrize(
    ("sentence", "settings"),
    [
        ("a certificate that is validated", {}),
        (
            "a certificate that exists",
            {"certificate": {"arn": "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd", **OURS}},
        ),
        (
            "a domain that only ends like one of the examples",
            {"certificate": {"domain": "myexample.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}},
        ),
        ("plain HTTP out of scope", {"pciScope": False, "protocol": "HTTP", "port": 80}),
        ("any weights that add up", {"targets": [{"name": "fraud-detection", "weights": {"blue": 37, "green": 63}}]}),
        (
            "on-premises as blue",
            {"targets": [{"name": "fraud-detection", "blue": REMOTE, "stickinessSeconds": 60}]},
        ),
        ("no green", {"targets": [{"name": "fraud-detection", "green": None}]}),
        (
            "a rule that is narrower than the routes",
            {
                "rules": [
                    {
                        "name": "mobile",
                        "target": "fraud-detection",
                        "paths": ["/payments"],
                        "headers": [{"name": "X-Channel", "values": ["mobile*"]}],
                    }
                ]
            },
        ),
        (
            "a rule that is wider than the routes, and so comes after them",
            {"rules": [{"name": "rest", "target": "fraud-detection", "paths": ["/screenings", "/*"]}]},
        ),
    ],
)
def test_what_is_sound_gives_no_finding(sentence, settings):
    spec = balancer(**{"certificate": OURS, **settings})
    assert [str(item) for item in rule_findings(spec) if item.code.startswith("LBR")] == [], sentence


def test_without_the_colours_a_listener_takes_a_hundred_routes():
    spec = many_routes(95, loadBalancer={"colourHeader": None})
    assert [item for item in rule_findings(spec) if item.code in ("LBR004", "LBR009")] == []


def test_more_target_groups_than_a_balancer_takes():
    targets = [{"name": f"more-{index}", "blue": {"function": "fraud-detection"}} for index in range(48)]
    (found,) = [item for item in rule_findings(balancer(targets=targets)) if item.code == "LBR009"]
    assert "the targets make 102 target groups" in found.message


def test_every_rule_over_the_balancer_has_its_case():
    assert {rule.CODE for rule in RULES if rule.CODE.startswith("LBR")} == {expected[0] for _, _, expected in CASES}
