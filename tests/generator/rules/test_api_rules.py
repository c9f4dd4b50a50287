"""Rules over the API: routes, models, keys, the firewall, and what fits its endpoint type."""

from __future__ import annotations

from typing import Any

import pytest

from generator.rules import RULES
from tests.support.stacks import rule_findings

DOMAIN = {"name": "api.shop.test", "certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd"}
# Public, with a domain of its own and all that goes with it.
PUBLIC = {"endpointType": "REGIONAL", "firewall": {"managedRules": ["ip-reputation", "common", "known-bad-inputs"]}}
ENDPOINT = {"interfaceEndpoints": ["execute-api", "secretsmanager", "sns", "ssm"]}


def route(name: str = "refund", method: str = "POST", path: str = "/refunds", **more: Any) -> dict[str, Any]:
    """A spec with one more route."""
    entry = {"name": name, "method": method, "path": path, "target": "transaction-processing", **more}
    return {"api": {"routes": [entry]}}


def model(schema: dict[str, Any], **api: Any) -> dict[str, Any]:
    """A spec with one more model."""
    return {"api": {"models": [{"name": "refund", "schema": schema}], **api}}


def firewall(**settings: Any) -> dict[str, Any]:
    return {"api": {"firewall": settings}}


PRIVATE_API = {"endpointType": "PRIVATE"}
TRUST = {"truststoreUri": "s3://trust-1/clients.pem"}
CASES = [
    (
        "callers of production that may act for every merchant",
        {"production": True, "api": {"tenancy": "off"}},
        ("API075", "api.tenancy", "set enforced, and list each merchant's callers"),
    ),
    (
        "callers without an ARN that are to act for their own merchants",
        {"api": {"authorization": "apiKey", "apiKeys": [{"name": "web-shop"}]}},
        ("API076", "api.authorization", "no caller is any merchant's: set authorization to iam"),
    ),
    (
        "a route to a target that is a slip of the pen",
        route(target="transaction-procesing"),
        ("API001", "api.routes[5].target", "did you mean 'transaction-processing'?"),
    ),
    (
        "a route to a target that is far from all",
        route(target="zzz"),
        ("API001", "api.routes[5].target", "add it to 'loadBalancer.targets'"),
    ),
    (
        "a route that is there already",
        route(path="/payments"),
        ("API002", "api.routes[5].path", "already taken by route 'create-payment'"),
    ),
    (
        "a route that differs in the name of a parameter only",
        route(method="GET", path="/payments/{id}"),
        ("API002", "api.routes[5].path", "already taken by route 'get-payment'"),
    ),
    (
        "two parameters beside each other",
        route(path="/payments/{id}/refunds"),
        ("API003", "api.routes[5].path", "{id} stands beside {paymentId} of route 'get-payment' below '/payments'"),
    ),
    (
        "a parameter twice in a path",
        route(path="/refunds/{id}/of/{id}"),
        ("API003", "api.routes[5].path", "'id' stands twice"),
    ),
    (
        "a function that outlasts the API",
        {"functions": [{"name": "fraud-detection", "timeoutSeconds": 29}]},
        ("API004", "functions[1].timeoutSeconds", "set at most 28"),
    ),
    (
        "a function behind a rule of the balancer's own that outlasts the API",
        {
            "loadBalancer": {
                "targets": [{"name": "database-migration"}],
                "rules": [{"name": "odd", "target": "database-migration", "paths": ["/odd"]}],
            },
            "functions": [{"name": "database-migration", "timeoutSeconds": 300}],
        },
        ("API004", "functions[4].timeoutSeconds", "for rule 'odd'"),
    ),
    (
        "a model that no draft takes",
        model({"type": "strnig"}),
        ("API005", "api.models[1].schema.type", "model 'refund' is not valid draft 04"),
    ),
    (
        "a model with a keyword of a later draft, deep inside",
        model({"properties": {"amount": {"type": "integer", "const": 5}}}),
        ("API005", "api.models[1].schema.properties.amount.const", "use 'enum' with one value"),
    ),
    (
        "a required list that is empty, which draft 04 refuses",
        model({"type": "object", "required": []}),
        ("API005", "api.models[1].schema.required", "draft 04"),
    ),
    (
        "a body model that is a slip of the pen",
        route(body="paymnet"),
        ("API006", "api.routes[5].body", "did you mean 'payment'?"),
    ),
    (
        "a body on a method without one",
        route(method="GET", body="payment"),
        ("API006", "api.routes[5].body", "a GET request has no body"),
    ),
    (
        "a direct link and a provider that is too old",
        {"providerVersion": "~> 5.100", "api": {"vpcLink": "direct"}},
        ("API007", "api.vpcLink", "'~> 5.100' excludes"),
    ),
    (
        "mutual TLS before a private API",
        {"api": {"endpointType": "PRIVATE", "customDomain": {**DOMAIN, **TRUST}}, "network": ENDPOINT},
        ("API008", "api.customDomain.truststoreUri", "drop 'truststoreUri'"),
    ),
    (
        "an API that waits longer than an account does by default",
        {"api": {"integrationTimeoutSeconds": 60}},
        ("API060", "api.integrationTimeoutSeconds", "at 60000 or more: have it raised before the apply"),
    ),
    (
        "endpoints before a regional API",
        {"api": {"endpointType": "REGIONAL", "vpcEndpointIds": ["vpce-0123456789abcdef0"]}},
        ("API008", "api.vpcEndpointIds", "set endpointType to PRIVATE"),
    ),
    (
        "an API that asks for keys and has none",
        {"api": {"authorization": "apiKey"}},
        ("API009", "api.authorization", "until a key is added"),
    ),
    (
        "an API whose only key is switched off",
        {"api": {"authorization": "iamAndApiKey", "apiKeys": [{"name": "shop", "enabled": False}]}},
        ("API009", "api.authorization", "until a key is added"),
    ),
    (
        "keys for which nobody asks",
        {"api": {"apiKeys": [{"name": "shop"}]}},
        ("API009", "api.apiKeys", "authorization to apiKey or iamAndApiKey"),
    ),
    ("a default endpoint with old TLS", {"api": PUBLIC}, ("API010", "api.customDomain", "TLS 1.0")),
    (
        "a model whose messages would hold values",
        model({"properties": {"card": {"type": "string", "pattern": "^[0-9]+$"}}}),
        ("API011", "api.models[1].schema.properties.card.pattern", "leave the check to the function"),
    ),
    (
        "a model whose alternatives would hold values",
        model({"anyOf": [{"type": "null"}, {"enum": ["EUR"]}]}),
        ("API011", "api.models[1].schema.anyOf[1].enum", "loggingLevel: OFF"),
    ),
    (
        "a limit an address below the throttle of a private API",
        firewall(requestsPerFiveMinutes=2000),
        ("API050", "api.firewall.requestsPerFiveMinutes", "the throttle lets 30000 pass"),
    ),
    (
        "lists of public addresses before a private API",
        firewall(managedRules=["common", "known-bad-inputs", "anonymous-ip"]),
        ("API051", "api.firewall.managedRules[2]", "drop it"),
    ),
    (
        "a public API without the list of attackers",
        {"api": {"endpointType": "REGIONAL"}},
        ("API051", "api.firewall.managedRules", "add 'ip-reputation'"),
    ),
    (
        "a rule group that counts but is not used",
        firewall(countOnly=["linux"]),
        ("API012", "api.firewall.countOnly[0]", "'linux' is not among managedRules"),
    ),
    (
        "a firewall without the Log4j rules",
        firewall(managedRules=["common"]),
        ("API013", "api.firewall.managedRules", "add it"),
    ),
    (
        "a firewall that lets Log4j in to count it",
        firewall(countOnly=["known-bad-inputs"]),
        ("API013", "api.firewall.countOnly", "only counts"),
    ),
    (
        "a path that API Gateway answers itself",
        route(path="/ping"),
        ("API080", "api.routes[5].path", "such as /health"),
    ),
    ("a quota where nobody has a key", {"api": {"dailyQuota": 5}}, ("API081", "api.dailyQuota", "iamAndApiKey")),
    (
        "a certificate of another region",
        {"awsRegion": "eu-west-1", "api": {"customDomain": DOMAIN}},
        ("API082", "api.customDomain.certificateArn", "the certificate is of us-east-1, the API of eu-west-1"),
    ),
    (
        "a burst that stops what the rate allows",
        {"api": {"throttle": {"requestsPerSecond": 5000, "burst": 10}}},
        ("API083", "api.throttle.burst", "set it to 500 or more"),
    ),
]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_where_it_stands_and_how_to_mend_it(sentence, spec, expected):
    code, path, words = expected
    found = [item for item in rule_findings(spec) if item.code == code]
    assert [str(item.pointer) for item in found] == [path], sentence
    assert words in found[0].message


@pytest.mark.parametrize(
    ("sentence", "spec"),
    [
        ("a domain before a private API", {"api": {**PRIVATE_API, "customDomain": DOMAIN}, "network": ENDPOINT}),
        ("a domain of one's own", {"api": {**PUBLIC, "customDomain": DOMAIN}}),
        ("a private API", {"api": {"endpointType": "PRIVATE"}, "network": ENDPOINT}),
        (
            "a private API that is called through endpoints of somebody else",
            {"api": {"endpointType": "PRIVATE", "vpcEndpointIds": ["vpce-0123456789abcdef0"]}},
        ),
        ("an API out of scope at the default endpoint", {"loadBalancer": {"pciScope": False}}),
        (
            "a key that is asked for",
            {
                "api": {
                    **PUBLIC,
                    "customDomain": DOMAIN,
                    "authorization": "apiKey",
                    "tenancy": "off",
                    "apiKeys": [{"name": "shop"}],
                }
            },
        ),
        (
            "a direct link with a provider of its time",
            {"providerVersion": ">= 6.25, < 7.0", "api": {"vpcLink": "direct"}},
        ),
        (
            "a direct link where the constraint leaves a later provider",
            {"providerVersion": ">= 5.100, < 7.0", "api": {"vpcLink": "direct"}},
        ),
        (
            "a model that checks values by a double negation, whose message holds none",
            model({"properties": {"card": {"type": "string", "not": {"not": {"pattern": "^[0-9]+$"}}}}}),
        ),
        (
            "a model that checks values where nothing is logged",
            model({"properties": {"a": {"maximum": 5}}}, customDomain=DOMAIN, **PUBLIC, loggingLevel="OFF"),
        ),
        (
            "properties that are called like keywords",
            model(
                {"properties": {"const": {"type": "string"}, "pattern": {"type": "string"}}},
                customDomain=DOMAIN,
                **PUBLIC,
            ),
        ),
        (
            "a slow function to which no route leads",
            {
                "api": {**PUBLIC, "customDomain": DOMAIN},
                "functions": [{"name": "database-migration", "timeoutSeconds": 300}],
            },
        ),
    ],
)
def test_what_is_sound_gives_no_finding(sentence, spec):
    assert [str(item) for item in rule_findings(spec) if item.code.startswith("API")] == [], sentence


def test_every_rule_over_the_api_has_its_case():
    assert {rule.CODE for rule in RULES if rule.CODE.startswith("API")} == {expected[0] for _, _, expected in CASES}
